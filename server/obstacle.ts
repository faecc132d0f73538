// What stands in the way outside of us, a port that is taken or a disk that is full, in a sentence
// for whoever can remove it.

interface SystemError extends Error {
  code: string;
  syscall?: string;
  path?: string;
  address?: string;
  port?: number;
}

/** Undefined for what is no obstacle but a fault of ours. */
export function obstacleOf(error: unknown): string | undefined {
  const { code, syscall, path, address, port } = error as Partial<SystemError>;
  if (syscall === "listen") {
    if (code === "EADDRINUSE") {
      return `Something listens on ${address}:${port} already: stop it, or set PORT to another.`;
    }
    if (code === "EADDRNOTAVAIL") return `This machine has no address ${address}: set HOST.`;
    if (code === "EACCES") return `Port ${port} may not be listened on: set PORT to another.`;
    return undefined;
  }
  const place = path ?? "the data directory";
  if (code === "ENOSPC" || code === "EDQUOT") return `The disk of ${place} is full.`;
  if (code === "EROFS") return `The disk of ${place} is read-only.`;
  if (path === undefined) return undefined;
  if (code === "EACCES" || code === "EPERM") return `This process may not read or write ${path}.`;
  if (code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR") {
    return `There is a file where a folder is needed, or the other way round: ${path}.`;
  }
  return code === "ENOENT" && syscall === "mkdir" ? `There can be no folder ${path}.` : undefined;
}
