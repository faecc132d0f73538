// Files that people keep with a contract: received as the bytes of a request, handed out as they
// came. The database knows what they are, the store of files has them.
import { createHash } from "node:crypto";
import type { Request } from "express";
import { ApiError } from "../errors.ts";
import { FILE_TYPES, isFileOf } from "../files/file_type.ts";
import { invalidInput } from "./refusals.ts";
import type { Receiver, Responder } from "./route.ts";

export const contractFileReceiver: Receiver = {
  mediaTypes: FILE_TYPES,
  limit: "10mb",
  receive(request, { tenantId }) {
    const bytes: unknown = request.body;
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
      throw invalidInput([{ pointer: "", detail: "must be the bytes of a file." }]);
    }
    const mediaType = mediaTypeOf(request);
    if (!FILE_TYPES.includes(mediaType)) {
      const detail = `The content-type must be one of ${FILE_TYPES.join(", ")}.`;
      throw new ApiError(415, "unsupported_media_type", detail);
    }
    if (!isFileOf(mediaType, bytes)) {
      throw new ApiError(415, "unsupported_media_type", `The bytes are not ${mediaType}.`);
    }
    const hash = createHash("sha256").update(bytes).digest("hex");
    const key = `contracts/${tenantId ?? "none"}/${hash}`;
    const facts = { media_type: mediaType, bytes: bytes.length, content_hash: hash, file_key: key };
    return { key, bytes, mediaType, facts };
  },
};

function mediaTypeOf(request: Request): string {
  return (request.get("content-type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

interface Kept {
  name: string;
  media_type: string;
  content_hash: string;
  file_key: string;
}

export const contractFile: Responder = {
  mediaType: "application/octet-stream",
  async send(answer, response, { files }) {
    const { name, media_type, content_hash, file_key } = answer as Kept;
    const bytes = await files.get(file_key);
    if (!bytes) throw new ApiError(404, "not_found", "The file is gone.");
    if (createHash("sha256").update(bytes).digest("hex") !== content_hash) {
      throw new ApiError(500, "document_damaged", "The file is not what was uploaded.");
    }
    // Never shown in place: what it is was decided by who uploaded it.
    response
      .attachment(name)
      .set("content-type", media_type)
      .set("cache-control", "private, no-store")
      .end(bytes);
  },
};
