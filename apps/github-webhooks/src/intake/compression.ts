import { constants, type ZstdOptions } from 'node:zlib';

/** Fast rather than small: payloads repeat so much of each other that a block of them shrinks to a fraction all the same. */
export const compression: ZstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
