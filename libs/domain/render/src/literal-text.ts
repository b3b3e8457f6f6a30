/**
 * Text for command, args and env that Kubernetes leaves as it is: it would replace `$(NAME)` and `$$`
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/). A Job's text
 * means the same on every runtime.
 */
export function escapeExpansion(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, '$$$$');
}

/** The text that Kubernetes would make of it, knowing no variables. */
export function unescapeExpansion(text: string): string {
  return text.replaceAll('$$', '$');
}
