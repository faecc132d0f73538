// A bucket that speaks S3. With an endpoint of its own the bucket stands in the path, as MinIO and
// its kin expect.
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { checkKey, type DocumentStore } from "./document_store.ts";

interface Bucket {
  bucket: string;
  region: string;
  endpoint: string | undefined;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

export function bucketStore({ bucket, region, endpoint, credentials }: Bucket): DocumentStore {
  const client = new S3Client({
    region,
    credentials,
    maxAttempts: 3,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // Not every store that speaks S3 knows the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const place = (key: string) => ({ Bucket: bucket, Key: checkKey(key) });
  return {
    async put(key, bytes, contentType) {
      const content = { Body: bytes, ContentType: contentType, ContentLength: bytes.byteLength };
      await client.send(new PutObjectCommand({ ...place(key), ...content }));
    },
    get: (key) =>
      orNull(async () => {
        const { Body: body } = await client.send(new GetObjectCommand(place(key)));
        return body ? Buffer.from(await body.transformToByteArray()) : null;
      }),
    size: (key) =>
      orNull(async () => {
        const head = await client.send(new HeadObjectCommand(place(key)));
        return head.ContentLength ?? null;
      }),
  };
}

async function orNull<T>(ask: () => Promise<T | null>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NotFound) return null;
    throw error;
  }
}
