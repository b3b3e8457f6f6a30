import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, writeSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { System } from './system.ts';

export interface Transfer {
  /** MiB per second. */
  readonly rate: number;
  /** How much more memory the server had at most than before, in MiB. */
  readonly growth: number;
}

const artifact = '/api/2.0/mlflow-artifacts/artifacts/bench/big.bin';

/** A file of so many MiB that no file system can make smaller. */
export async function makeBigFile(file: string, mebibytes: number): Promise<void> {
  const block = crypto.getRandomValues(new Uint8Array(65_536));
  const mebibyte = Buffer.concat(Array.from({ length: 16 }, () => block));
  const content = Readable.from(
    (function* () {
      for (let number = 0; number < mebibytes; number += 1) {
        const next = Buffer.from(mebibyte);
        next.writeUInt32LE(number);
        yield next;
      }
    })(),
  );
  await pipeline(content, createWriteStream(file, { flush: true }));
}

/** MiB per second of a plain copy through Node's streams, on the disk at the end. */
export function copyFile(from: string, to: string): Promise<number> {
  return rateOf(from, () => pipeline(createReadStream(from), createWriteStream(to, { flush: true })));
}

export async function upload(system: System, file: string): Promise<Transfer> {
  const { size } = await stat(file);
  return measure(system, file, async () => {
    await new Promise<void>((resolve, reject) => {
      const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': size };
      const sent = request(new URL(artifact, system.url), { method: 'PUT', headers }, (answer) => {
        answer.resume();
        if (answer.statusCode === 200) answer.once('end', resolve);
        else reject(new Error(`${system.name} answered an upload by ${String(answer.statusCode)}`));
      });
      sent.once('error', reject);
      pipeline(createReadStream(file), sent).catch(reject);
    });
  });
}

/** Downloads what was uploaded. @throws Error when it is not what it was */
export async function download(system: System, original: string): Promise<Transfer> {
  const file = path.join(path.dirname(original), 'downloaded.bin');
  const transfer = await measure(system, original, async () => {
    await fetchInto(file, new URL(artifact, system.url));
  });
  if ((await digestOf(file)) !== (await digestOf(original))) {
    throw new Error(`${system.name}: the downloaded file is another one than the uploaded`);
  }
  await rm(file);
  return transfer;
}

/**
 * By a plain connection that reads into one buffer: Node's client takes more of the two cores than the server, and would be what
 * is measured. HTTP/1.0, where the content ends with the connection.
 */
async function fetchInto(file: string, { hostname, port, pathname }: URL): Promise<void> {
  const written = await open(file, 'w');
  let head: string | undefined = '';
  const take = (piece: Buffer): void => {
    let from = 0;
    if (head !== undefined) {
      head += piece.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!/^HTTP\/1\.\d 200 /.test(head))
        throw new Error(`a download was answered by ${head.slice(0, 200)}`);
      from = piece.length - (head.length - end - 4);
      head = undefined;
    }
    while (from < piece.length) from += writeSync(written.fd, piece, from);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const callback = (bytes: number, buffer: Uint8Array): boolean => {
        try {
          take(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
        } catch (error) {
          socket.destroy(error as Error);
        }
        return true;
      };
      const onread = { buffer: Buffer.allocUnsafe(1_048_576), callback };
      const socket = connect({ host: hostname, port: Number(port), onread });
      socket.once('error', reject).once('close', () => {
        resolve();
      });
      socket.write(`GET ${pathname} HTTP/1.0\r\nHost: ${hostname}\r\n\r\n`);
    });
    await written.sync();
  } finally {
    await written.close();
  }
}

async function measure(system: System, file: string, transfer: () => Promise<void>): Promise<Transfer> {
  const before = await system.memory();
  let most = before;
  let isDone = false;
  const watch = async (): Promise<void> => {
    while (!isDone) {
      most = Math.max(most, await system.memory());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const watching = watch();
  try {
    return { rate: await rateOf(file, transfer), growth: most - before };
  } finally {
    isDone = true;
    await watching;
  }
}

async function rateOf(file: string, transfer: () => Promise<void>): Promise<number> {
  const { size } = await stat(file);
  const began = performance.now();
  await transfer();
  return size / 2 ** 20 / ((performance.now() - began) / 1000);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
