/** On what was imported to its end: where from. */
export const importTag = 'slipway.importedFrom';
