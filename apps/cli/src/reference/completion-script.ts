import type { CommandShape, OptionShape } from './command-shape.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

interface Entry {
  /** `slipway artifact` */
  readonly path: string;
  readonly words: readonly string[];
  readonly options: readonly OptionShape[];
}

/** Completion of commands, options, their choices, and kinds. What is on a server is not asked for. */
export function completionScript(shell: Shell, shape: CommandShape): string {
  const entries = entriesOf(shape);
  if (shell === 'fish') return fishScript(shape);
  const bash = bashFunctions(entries);
  if (shell === 'bash')
    return `# slipway completion for bash: source <(slipway completion bash)\n${bash}complete -o default -F _slipway slipway\n`;
  return `#compdef slipway\n# slipway completion for zsh: source <(slipway completion zsh)\nautoload -U +X bashcompinit && bashcompinit\n${bash}complete -o default -F _slipway slipway\n`;
}

function entriesOf(shape: CommandShape): Entry[] {
  const words = [
    ...shape.commands.map(({ name }) => lastWord(name)),
    ...shape.arguments.flatMap(({ choices }) => choices),
  ];
  return [{ path: shape.name, words, options: shape.options }, ...shape.commands.flatMap(entriesOf)];
}

function bashFunctions(entries: readonly Entry[]): string {
  const choices = new Map(
    entries.flatMap(({ options }) =>
      options.filter((option) => option.choices.length > 0).map((option) => [option.long, option.choices]),
    ),
  );
  const words = entries.map(
    ({ path, words: list, options }) =>
      `    "${path}") words="${[...list, ...options.map(({ long }) => long)].join(' ')}" ;;`,
  );
  const groups = entries
    .filter(({ path }) => entries.some((other) => other.path.startsWith(`${path} `)))
    .map(({ path }) => `"${path}"`);
  return `_slipway() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="slipway" words="" index
  case "$previous" in
${[...choices].map(([long, list]) => `    ${long}) COMPREPLY=($(compgen -W "${list.join(' ')}" -- "$current")); return ;;`).join('\n')}
  esac
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$path" in
      ${groups.join('|')}) [[ "\${COMP_WORDS[index]}" == -* ]] || path="$path \${COMP_WORDS[index]}" ;;
    esac
  done
  case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
`;
}

function fishScript(shape: CommandShape): string {
  const lines = ['# slipway completion for fish: slipway completion fish | source', 'complete -c slipway -f'];
  const add = (command: CommandShape, condition: string): void => {
    for (const child of command.commands) {
      lines.push(
        `complete -c slipway -n '${condition}' -a '${lastWord(child.name)}' -d ${fishQuoted(child.description)}`,
      );
    }
    for (const { long, short, description, choices, takesValue } of command.options) {
      const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
      lines.push(
        `complete -c slipway -n '${condition}' -l ${long.slice(2)}${short ? ` -s ${short.slice(1)}` : ''}${value} -d ${fishQuoted(description)}`,
      );
    }
    for (const { choices } of command.arguments)
      if (choices.length > 0) lines.push(`complete -c slipway -n '${condition}' -a '${choices.join(' ')}'`);
  };
  add(shape, '__fish_use_subcommand');
  const descend = (command: CommandShape): void => {
    for (const child of command.commands) {
      const seen = child.name
        .split(' ')
        .slice(1)
        .map((word) => `__fish_seen_subcommand_from ${word}`);
      add(child, seen.join('; and '));
      descend(child);
    }
  };
  descend(shape);
  return `${lines.join('\n')}\n`;
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf(' ') + 1);
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
