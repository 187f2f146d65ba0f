export function define(_base: string): void {}
