import { describe, expect, it } from '@jest/globals';
import { sharedLibrariesIn } from './shared-libraries.ts';

const listing = `	linux-vdso.so.1 (0x00007f6dfc4f8000)
	libstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007f6dfc200000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f6dfbf3e000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f6dfc4fa000)
`;

describe('what ldd says of a program', () => {
  it('names its loader and its libraries, without the one that the kernel brings', () => {
    expect(sharedLibrariesIn(listing)).toEqual({
      loader: '/lib64/ld-linux-x86-64.so.2',
      libraries: {
        'libstdc++.so.6': '/lib/x86_64-linux-gnu/libstdc++.so.6',
        'libc.so.6': '/lib/x86_64-linux-gnu/libc.so.6',
      },
    });
  });

  it('is refused when a library is missing, or the program needs no loader', () => {
    expect(() => sharedLibrariesIn(`${listing}	libatomic.so.1 => not found\n`)).toThrow(
      'lacks the library libatomic.so.1',
    );
    expect(() => sharedLibrariesIn('	statically linked\n')).toThrow('no dynamic loader');
  });
});
