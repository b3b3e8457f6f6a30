/** Colours that people with any colour vision tell apart (Okabe and Ito, Color Universal Design, 2008). */
export const colours = {
  blue: '#0072b2',
  vermillion: '#d55e00',
  green: '#009e73',
  sky: '#56b4e9',
  purple: '#cc79a7',
  grey: '#999999',
  ink: '#333333',
  faint: '#e3e3e3',
} as const;

/** From low to high, of even brightness steps also in grey (viridis, by van der Walt and Smith, 2015). */
export const sequential: readonly string[] = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];

/** The colour at a share from 0 to 1 of the sequence. */
export function sequentialAt(share: number): string {
  const index = Math.round(Math.min(Math.max(share, 0), 1) * (sequential.length - 1));
  return sequential[index] ?? colours.grey;
}
