export const greet = async (event) => ({ greeting: `Hello, ${event.name ?? "world"}!` });
