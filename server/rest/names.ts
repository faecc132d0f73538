// GraphQL speaks camelCase and CONSTANT_CASE, REST speaks snake_case.

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function constantCase(name: string): string {
  return name.toUpperCase();
}
