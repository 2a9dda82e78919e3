"""Names that the standard library had once, by the last minor version of Python 3 that has them.

Made by importing each module in Python 3.8 to 3.13, and for 3.14 from typeshed's stubs. Names that came back are left
out. Whole modules that are gone are known to `stdlib_list`.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[int, str] = {
    8: """
        aifc.openfp base64.decodestring base64.encodestring fractions.gcd plistlib.Data plistlib.readPlist
        plistlib.readPlistFromBytes plistlib.writePlist plistlib.writePlistToBytes sunau.openfp sys.callstats
        sys.getcheckinterval sys.setcheckinterval wave.openfp
    """,
    9: """
        collections.AsyncGenerator collections.AsyncIterable collections.AsyncIterator collections.Awaitable
        collections.ByteString collections.Callable collections.Collection collections.Container
        collections.Coroutine collections.Generator collections.Hashable collections.ItemsView
        collections.Iterable collections.Iterator collections.KeysView collections.Mapping
        collections.MappingView collections.MutableMapping collections.MutableSequence collections.MutableSet
        collections.Reversible collections.Sequence collections.Set collections.Sized collections.ValuesView
        pdb.getsourcelines
    """,
    10: """
        asyncio.coroutine asyncio.coroutines.CoroWrapper asyncio.coroutines.coroutine binascii.a2b_hqx
        binascii.b2a_hqx binascii.rlecode_hqx binascii.rledecode_hqx ctypes.macholib.dyld.test_dyld_find
        ctypes.macholib.dylib.test_dylib_info ctypes.macholib.framework.test_framework_info
        gettext.bind_textdomain_codeset gettext.ldgettext gettext.ldngettext gettext.lgettext gettext.lngettext
        http.cookiejar.vals_sorted_by_key importlib.readers.remove_duplicates inspect.ArgSpec
        inspect.formatargspec inspect.getargspec smtpd.MailmanProxy socket.CAN_RAW_ERR_FILTER
    """,
    11: """
        base64.test configparser.SafeConfigParser dis.hasnargs importlib.abc.Finder importlib.find_loader
        importlib.metadata.Deprecated importlib.metadata.DeprecatedList importlib.metadata.SelectableGroups
        importlib.util.module_for_loader importlib.util.set_loader importlib.util.set_package io.OpenWrapper
        locale.format opcode.hasnargs pkgutil.ImpImporter pkgutil.ImpLoader sqlite3.dbapi2.enable_shared_cache
        ssl.match_hostname ssl.wrap_socket unittest.load_tests webbrowser.Galeon webbrowser.Grail
        webbrowser.Netscape zipfile.FastLookup
    """,
    12: """
        configparser.LegacyInterpolation importlib.metadata.DeprecatedTuple importlib.resources.Resource
        locale.resetlocale opcode.is_pseudo re.T re.TEMPLATE re.template token.ASYNC token.AWAIT tokenize.ASYNC
        tokenize.AWAIT tokenize.StopTokenizing turtle.settiltangle unittest.findTestCases
        unittest.getTestCaseNames unittest.loader.findTestCases unittest.loader.getTestCaseNames
        unittest.loader.makeSuite unittest.makeSuite
    """,
    13: """
        ast.Bytes ast.Ellipsis ast.NameConstant ast.Num ast.Str asyncio.AbstractChildWatcher
        asyncio.FastChildWatcher asyncio.MultiLoopChildWatcher asyncio.PidfdChildWatcher
        asyncio.SafeChildWatcher asyncio.ThreadedChildWatcher asyncio.events.AbstractEventLoopPolicy
        asyncio.events.BaseDefaultEventLoopPolicy asyncio.events.get_child_watcher
        asyncio.events.set_child_watcher asyncio.get_child_watcher asyncio.set_child_watcher
        asyncio.unix_events.AbstractChildWatcher asyncio.unix_events.BaseChildWatcher
        asyncio.unix_events.DefaultEventLoopPolicy asyncio.unix_events.FastChildWatcher
        asyncio.unix_events.MultiLoopChildWatcher asyncio.unix_events.PidfdChildWatcher
        asyncio.unix_events.SafeChildWatcher asyncio.unix_events.ThreadedChildWatcher
        importlib.abc.ResourceReader importlib.abc.Traversable importlib.abc.TraversableResources
        pkgutil.find_loader pkgutil.get_loader pty.master_open pty.slave_open urllib.request.FancyURLopener
        urllib.request.URLopener
    """,
}

LAST: Mapping[str, int] = {name: minor for minor, names in _NAMES.items() for name in names.split()}
"""The last version that has a name, as `collections.Mapping`."""
