/** Version of this package; a test holds it equal to package.json, which is not read at run time to keep the start quick. */
export const version = '0.1.0';
