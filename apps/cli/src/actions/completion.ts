import type { Invocation } from '../invocation.ts';
import type { CommandShape } from '../reference/command-shape.ts';
import { completionScript, type Shell } from '../reference/completion-script.ts';

/** Prints the script that teaches a shell the command line. */
export async function completion({ out }: Invocation, shell: Shell, shape: CommandShape): Promise<void> {
  await out.write(completionScript(shell, shape));
}
