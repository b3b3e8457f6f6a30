import { jobText } from './document-texts.ts';
import type { MalformedDocument } from './malformed-document.ts';

/** Sources. */
export const wrongSources: readonly MalformedDocument[] = [
  {
    what: 'two sources',
    text: jobText('  source: { files: [a.py], git: { url: "https://h/x.git", revision: main } }'),
    at: '8:11',
    path: 'spec.source',
    message: 'expected exactly one of git and files',
  },
  {
    what: 'no source',
    text: jobText('  source: {}'),
    at: '8:11',
    path: 'spec.source',
    message: 'expected exactly one of git and files',
  },
  {
    what: 'a path out of the folder',
    text: jobText('  source: { files: [../train.py] }'),
    at: '8:21',
    path: 'spec.source.files[0]',
    message: '"../train.py": the path has a segment ".."',
  },
  {
    what: 'an absolute path',
    text: jobText('  source: { files: [/etc/passwd] }'),
    at: '8:21',
    path: 'spec.source.files[0]',
    message: '"/etc/passwd": the path is absolute',
  },
  {
    what: "a path of git's",
    text: jobText('  source: { files: [.git/config] }'),
    at: '8:21',
    path: 'spec.source.files[0]',
    message: '".git/config": ".git" is reserved for git',
  },
  {
    what: 'a path with a backslash',
    text: jobText("  source: { files: ['a\\b.py'] }"),
    at: '8:21',
    path: 'spec.source.files[0]',
    message: '"a\\\\b.py": the path has a backslash',
  },
  {
    what: 'the folder itself as an output',
    text: jobText('  artifacts: [{ name: all, path: . }]'),
    at: '8:34',
    path: 'spec.artifacts[0].path',
    message: '".": the path has a segment "."',
  },
  {
    what: 'a local git url',
    text: jobText('  source: { git: { url: "file:///srv/x.git", revision: main } }'),
    at: '8:25',
    path: 'spec.source.git.url',
    message: '"file:///srv/x.git": expected an https or ssh URL such as https://github.com/org/repo.git',
  },
  {
    what: 'credentials in a git url',
    text: jobText('  source: { git: { url: "https://bob:hunter2@host/x.git", revision: main } }'),
    at: '8:25',
    path: 'spec.source.git.url',
    message: '"https://…@host/x.git": credentials do not belong into a URL: git keeps them for ever',
  },
  {
    what: 'a git option as url',
    text: jobText('  source: { git: { url: --upload-pack=id, revision: main } }'),
    at: '8:25',
    path: 'spec.source.git.url',
    message: '"--upload-pack=id": expected an https or ssh URL such as https://github.com/org/repo.git',
  },
  {
    what: 'a git option as revision',
    text: jobText('  source: { git: { url: "https://h/x.git", revision: --exec } }'),
    at: '8:54',
    path: 'spec.source.git.revision',
    message: '"--exec": expected a branch, a tag or a commit, such as main, v1.2.0 or a 40-digit id',
  },
  {
    what: 'an option of pip',
    text: jobText('  python: { requirements: [--index-url=http://evil] }'),
    at: '8:28',
    path: 'spec.python.requirements[0]',
    message:
      '"--index-url=http://evil": options of pip are not allowed; expected a requirement such as numpy==2.3.5 or torch>=2.6,<3',
  },
  {
    what: 'a requirement from a file',
    text: jobText('  python: { requirements: ["x @ file:///tmp/x.whl"] }'),
    at: '8:28',
    path: 'spec.python.requirements[0]',
    message:
      '"x @ file:///tmp/x.whl": only https addresses, with a name and @ before them; expected a requirement such as numpy==2.3.5 or torch>=2.6,<3',
  },
  {
    what: 'credentials in a requirement',
    text: jobText('  python: { requirements: ["x @ https://t:s@host/x.whl"] }'),
    at: '8:28',
    path: 'spec.python.requirements[0]',
    message:
      '"x @ https://…@host/x.whl": credentials do not belong into a requirement: git keeps them for ever',
  },
  {
    what: 'code in a marker',
    text: jobText('  python: { requirements: ["numpy; import os"] }'),
    at: '8:28',
    path: 'spec.python.requirements[0]',
    message: '"numpy; import os": expected a requirement such as numpy==2.3.5 or torch>=2.6,<3',
  },
];
