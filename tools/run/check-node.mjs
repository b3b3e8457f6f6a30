// Runs on whatever Node the user has, so plain JavaScript: npm puts the Node that the lock file pins first on the PATH.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 9)) {
  console.error(
    `Slipway needs Node 24.9 or newer and found ${process.versions.node}.\n` +
      'On Linux, `npm ci` brings its own; elsewhere install it from your package manager and run the command again.',
  );
  process.exit(1);
}
