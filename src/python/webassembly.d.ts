// The part of the platform's WebAssembly that the parser needs: @types/node leaves it to the types of browsers.
declare namespace WebAssembly {
  type ModuleImports = Record<string, unknown>;
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  type Module = object;
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  const Instance: new (module: Module, imports: Record<string, ModuleImports>) => Instance;
  function compile(bytes: Uint8Array): Promise<Module>;
}
