// Run as a process of its own: `list-process.ts releases|repositories FLAGS`, with FLAGS as JSON. Writes the answer as JSON.
import helmTs from 'helm-ts';
import { Namespace } from './names.ts';

const { default: helm } = helmTs;
const [what, text = '{}'] = process.argv.slice(2);
const { namespace, allNamespaces } = JSON.parse(text) as {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
};

/** What Helm says when there is nothing to list. */
const none = 'no repositories to show';

try {
  const found =
    what === 'releases'
      ? await helm.list({
          ...(namespace !== undefined && { namespace: Namespace.parse(namespace) }),
          allNamespaces: allNamespaces === true,
        })
      : await helm.repo.list();
  process.stdout.write(JSON.stringify(found));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (what === 'repositories' && message.includes(none)) process.stdout.write('[]');
  else {
    process.stderr.write(message);
    process.exitCode = 1;
  }
}
