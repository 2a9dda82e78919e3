"""Code that can't be deployed: callables that can't be shipped, zips without what the handler names.

The file of each declaration has an account `aws` and a function `hello` in it; the declaration begins in line 8.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.declaring import CountingAws, Outcome, in_process, write_declaration

WRONG = {
    "no code": (
        'aws.add_lambda_function(name="hello")',
        """\
error: eu-west-1/lambda_function.hello: one of code=, code_from_bytes= and code_from_s3= is needed.
  where: Touchdownfile:8
""",
    ),
    "two codes": (
        'aws.add_lambda_function(name="hello", code=hello, code_from_bytes=b"x")',
        """\
error: eu-west-1/lambda_function.hello: one of code=, code_from_bytes= and code_from_s3= is needed, and code= and code_from_bytes= are given.
  where: Touchdownfile:8
""",
    ),
    "no handler": (
        'aws.add_lambda_function(name="hello", code_from_bytes=b"x")',
        """\
error: eu-west-1/lambda_function.hello: handler= is needed: it is only known for a callable.
  where: Touchdownfile:8
""",
    ),
    "a Python handler without a module": (
        'aws.add_lambda_function(name="hello", code=hello, handler="hello")',
        """\
error: eu-west-1/lambda_function.hello: handler= "hello" isn't a handler for python3.13: it takes the form module.function.
  where: Touchdownfile:8
""",
    ),
    "a Python handler whose function has a hyphen": (
        'aws.add_lambda_function(name="hello", code_from_bytes=b"", handler="my-module.run-it")',
        """\
error: eu-west-1/lambda_function.hello: handler= "my-module.run-it" isn't a handler for python3.13: it takes the form module.function.
  where: Touchdownfile:8
""",
    ),
    "a handler for another function": (
        'aws.add_lambda_function(name="hello", code=hello, handler="main.helo")',
        """\
error: eu-west-1/lambda_function.hello: handler= "main.helo" doesn't name the callable in code=, which is hello: leave it out, or write "main.hello".
  where: Touchdownfile:8
""",
    ),
    "a handler that is a file's name": (
        'aws.add_lambda_function(name="hello", code=hello, handler="main.py")',
        """\
error: eu-west-1/lambda_function.hello: handler= "main.py" doesn't name the callable in code=, which is hello: leave it out, or write "main.hello".
  where: Touchdownfile:8
""",
    ),
    "a handler that is too long": (
        'aws.add_lambda_function(name="hello", code=hello, handler="m" * 130 + ".hello")',
        """\
error: eu-west-1/lambda_function.hello: handler= is 136 characters long, AWS allows 128.
  where: Touchdownfile:8
""",
    ),
    "a handler that is a number": (
        'aws.add_lambda_function(name="hello", code=hello, handler=5)',
        """\
error: eu-west-1/lambda_function.hello: handler= takes a text, and is a number.
  where: Touchdownfile:8
""",
    ),
    "a Node.js handler without an export": (
        'aws.add_lambda_function(name="hello", code_from_bytes=b"x", handler="index", runtime="nodejs22.x")',
        """\
error: eu-west-1/lambda_function.hello: handler= "index" isn't a handler for nodejs22.x: it takes the form file.export.
  where: Touchdownfile:8
""",
    ),
    "a Java handler like documentation": (
        'aws.add_lambda_function(name="hello", code_from_bytes=b"x", handler="com.example.Hello#run", runtime="java21")',
        """\
error: eu-west-1/lambda_function.hello: handler= "com.example.Hello#run" isn't a handler for java21: it takes the form package.Class::method or package.Class.
  where: Touchdownfile:8
""",
    ),
    "a Ruby handler without a method": (
        'aws.add_lambda_function(name="hello", code_from_bytes=b"x", handler="main", runtime="ruby3.4")',
        """\
error: eu-west-1/lambda_function.hello: handler= "main" isn't a handler for ruby3.4: it takes the form file.method or file.Class.method.
  where: Touchdownfile:8
""",
    ),
    ".NET handler with one part too few": (
        'aws.add_lambda_function(name="hello", code_from_bytes=b"", handler="Hello::Hello.Run", runtime="dotnet8")',
        """\
error: eu-west-1/lambda_function.hello: handler= "Hello::Hello.Run" isn't a handler for dotnet8: it takes the form Assembly::Namespace.Class::Method, or Assembly for an executable.
  where: Touchdownfile:8
""",
    ),
    "a handler with a space for a runtime of one's own": (
        'aws.add_lambda_function(name="hello", code_from_bytes=b"x", handler="a b", runtime="provided.al2023")',
        """\
error: eu-west-1/lambda_function.hello: handler= has the character ' ' at position 2; everything but white space is allowed.
  where: Touchdownfile:8
""",
    ),
    "an output as a handler": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, handler=role.arn)
""",
        """\
error: eu-west-1/lambda_function.f: handler= can't be an output: it has to be known before anything is made.
  where: Touchdownfile:9
""",
    ),
    "a lambda expression": (
        'aws.add_lambda_function(name="hello", code=lambda event, context: 1)',
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is a lambda expression, which has no name for the handler: write `def`.
  where: Touchdownfile:8
""",
    ),
    "a method": (
        """\
class A:
    def run(self, event, context):
        pass
aws.add_lambda_function(name="hello", code=A().run)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is a method, and the object that it belongs to isn't shipped: write a function.
  where: Touchdownfile:11
""",
    ),
    "a builtin": (
        'aws.add_lambda_function(name="hello", code=print)',
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is a builtin, which has no source of its own to ship.
  where: Touchdownfile:8
""",
    ),
    "a class": (
        """\
class A:
    def __init__(self, event, context):
        pass
aws.add_lambda_function(name="hello", code=A)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is a class, which has no source of its own to ship.
  where: Touchdownfile:11
""",
    ),
    "a coroutine function": (
        """\
async def later(event, context):
    pass
aws.add_lambda_function(name="hello", code=later)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is a coroutine function, which Lambda doesn't wait for: write `def`, and run it with asyncio.run().
  where: Touchdownfile:10
""",
    ),
    "a generator function": (
        """\
def later(event, context):
    yield 1
aws.add_lambda_function(name="hello", code=later)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is a generator function, and Lambda needs what it would yield as one result: return a list.
  where: Touchdownfile:10
""",
    ),
    "a closure": (
        """\
def make(greeting):
    def greet(event, context):
        return greeting
    return greet
aws.add_lambda_function(name="hello", code=make("hi"))
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: the function uses greeting of the function around it, which isn't shipped: pass it in environment=.
  where: Touchdownfile:12
""",
    ),
    "one argument": (
        """\
def one(event):
    pass
aws.add_lambda_function(name="hello", code=one)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it takes (event), and Lambda calls it with (event, context).
  where: Touchdownfile:10
""",
    ),
    "three arguments": (
        """\
def three(event, context, more):
    pass
aws.add_lambda_function(name="hello", code=three)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it takes (event, context, more), and Lambda calls it with (event, context).
  where: Touchdownfile:10
""",
    ),
    "no argument": (
        """\
def three():
    pass
aws.add_lambda_function(name="hello", code=three)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it takes (), and Lambda calls it with (event, context).
  where: Touchdownfile:10
""",
    ),
    "an argument by keyword only": (
        """\
def three(event, *, context):
    pass
aws.add_lambda_function(name="hello", code=three)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it takes (event, *, context), and Lambda calls it with (event, context).
  where: Touchdownfile:10
""",
    ),
    "a decorated function of one argument": (
        """\
import functools
def deco(f):
    @functools.wraps(f)
    def wrapper(a):
        return f(a)
    return wrapper
@deco
def one(event):
    pass
aws.add_lambda_function(name="hello", code=one)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it takes (a), and Lambda calls it with (event, context).
  where: Touchdownfile:17
""",
    ),
    "a partial": (
        """\
import functools
aws.add_lambda_function(name="hello", code=functools.partial(hello, context=1))
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is an object of the class partial, which isn't shipped: write a function that calls it, as `def handler(event, context): return app(event, context)`.
  where: Touchdownfile:9
""",
    ),
    "an object that can be called": (
        """\
class A:
    def __call__(self, event, context):
        pass
aws.add_lambda_function(name="hello", code=A())
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: it is an object of the class A, which isn't shipped: write a function that calls it, as `def handler(event, context): return app(event, context)`.
  where: Touchdownfile:11
""",
    ),
    "a function without source": (
        """\
exec("def made(event, context): pass")
aws.add_lambda_function(name="hello", code=made)
""",
        """\
error: eu-west-1/lambda_function.hello: code= can't be shipped: its source can't be read (<string> isn't a file): define it in a file.
  where: Touchdownfile:9
""",
    ),
    "a function that was called": (
        'aws.add_lambda_function(name="hello", code=hello({}, None))',
        """\
error: eu-west-1/lambda_function.hello: code= "hello" is no path that exists: give the function itself, not what it returns, or the path of a directory, a file or a zip.
  where: Touchdownfile:8
""",
    ),
    "a path as code": (
        'aws.add_lambda_function(name="hello", code="hello.py", handler="a.b")',
        """\
error: eu-west-1/lambda_function.hello: code= "hello.py" is no path that exists: give the function itself, not what it returns, or the path of a directory, a file or a zip.
  where: Touchdownfile:8
""",
    ),
    "a path as bytes": (
        'aws.add_lambda_function(name="hello", code_from_bytes="code.zip", handler="a.b")',
        """\
error: eu-west-1/lambda_function.hello: code_from_bytes= takes bytes, and is a text.
  where: Touchdownfile:8
""",
    ),
    "an array of bytes": (
        'aws.add_lambda_function(name="h", code_from_bytes=bytearray(b"x"), handler="main.run")',
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= takes bytes, and is a bytearray.
  where: Touchdownfile:8
""",
    ),
    "bytes that are no zip": (
        'aws.add_lambda_function(name="h", code_from_bytes=b"no zip", handler="main.hello")',
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= isn't a readable zip: File is not a zip file.
  where: Touchdownfile:8
""",
    ),
    "no bytes": (
        'aws.add_lambda_function(name="h", code_from_bytes=b"", handler="main.hello")',
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= isn't a readable zip: File is not a zip file.
  where: Touchdownfile:8
""",
    ),
    "a damaged zip": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
damaged = bytearray(buffer.getvalue())
damaged[60] ^= 1
aws.add_lambda_function(name="h", code_from_bytes=bytes(damaged), handler="app.run")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= is a damaged zip: app.py doesn't have the checksum that it should have.
  where: Touchdownfile:14
""",
    ),
    "a zip that was cut": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
aws.add_lambda_function(name="h", code_from_bytes=buffer.getvalue()[:100], handler="app.run")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= isn't a readable zip: File is not a zip file.
  where: Touchdownfile:12
""",
    ),
    "a zip without the Python module": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
aws.add_lambda_function(name="h", code_from_bytes=buffer.getvalue(), handler="main.run")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= holds no main.py for the handler "main.run"; it holds app.py.
  where: Touchdownfile:12
""",
    ),
    "a zip without the Node.js file": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
aws.add_lambda_function(name="h", code_from_bytes=buffer.getvalue(), handler="src/index.run", runtime="nodejs22.x")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= holds no src/index.js for the handler "src/index.run"; it holds app.py.
  where: Touchdownfile:12
""",
    ),
    "a zip without the Java class": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
aws.add_lambda_function(name="h", code_from_bytes=buffer.getvalue(), handler="com.Example::run", runtime="java21")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= holds no com/Example.class for the handler "com.Example::run"; it holds app.py.
  where: Touchdownfile:12
""",
    ),
    "a zip without the Ruby file": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
aws.add_lambda_function(name="h", code_from_bytes=buffer.getvalue(), handler="app.run", runtime="ruby3.4")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= holds no app.rb for the handler "app.run"; it holds app.py.
  where: Touchdownfile:12
""",
    ),
    "a zip without the .NET assembly": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
aws.add_lambda_function(name="h", code_from_bytes=buffer.getvalue(), handler="A::B::C", runtime="dotnet8")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= holds no A.dll for the handler "A::B::C"; it holds app.py.
  where: Touchdownfile:12
""",
    ),
    "a zip without bootstrap": (
        """\
import io, zipfile
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("app.py", "def run(event, context): return 1\\n" * 10)
aws.add_lambda_function(name="h", code_from_bytes=buffer.getvalue(), handler="any", runtime="provided.al2023")
""",
        """\
error: eu-west-1/lambda_function.h: code_from_bytes= holds no bootstrap for the handler "any"; it holds app.py.
  where: Touchdownfile:12
""",
    ),
    "an S3 address as text": (
        'aws.add_lambda_function(name="hello", code_from_s3="s3://b/k", handler="a.b")',
        """\
error: eu-west-1/lambda_function.hello: code_from_s3= takes a File, and is a text.
  where: Touchdownfile:8
""",
    ),
    "a bucket as code": (
        """\
bucket = aws.add_bucket(name="my-bucket")
aws.add_lambda_function(name="f", code_from_s3=bucket, handler="a.b")
""",
        """\
error: eu-west-1/lambda_function.f: code_from_s3= takes a File, and is a Bucket.
  where: Touchdownfile:9
""",
    ),
    "code in a bucket of another region": (
        """\
other = workspace.add_aws(region="us-east-1", **keys)
file = other.add_bucket(name="my-bucket").add_file(name="a.zip", contents=b"x")
aws.add_lambda_function(name="f", code_from_s3=file, handler="main.run")
""",
        """\
error: eu-west-1/lambda_function.f: code_from_s3= lies in us-east-1, and the function in eu-west-1: Lambda takes code from buckets of its own region.
  where: Touchdownfile:10
""",
    ),
}


@pytest.mark.parametrize(("declaration", "said"), WRONG.values(), ids=WRONG.keys())
def test_code_that_cannot_run_is_refused_before_anything_is_called(
    tmp_path: Path, counter: CountingAws, declaration: str, said: str
) -> None:
    write_declaration(tmp_path, counter, declaration)
    assert in_process(tmp_path, "plan") == Outcome(1, "", said)
    assert counter.connections == 0
