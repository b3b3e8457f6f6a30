/** Variables that the command line reads, for its help and reference. */
export const environmentVariables = [
  [
    'SLIPWAY_URL',
    'URL of the server; else the connection file of a platform started in this folder or one above it',
  ],
  ['SLIPWAY_TOKEN', 'token to call it with'],
  ['SLIPWAY_TEAM', 'team that commands are about'],
  ['SLIPWAY_DATA', 'data directory of the platform, `.slipway` by default'],
  ['SLIPWAY_DATABASE_URL', 'PostgreSQL for `slipway serve` instead of the embedded one'],
  ['NO_COLOR', 'no colours when it is set'],
] as const;
