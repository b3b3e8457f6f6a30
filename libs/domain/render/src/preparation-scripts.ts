// Scripts of the init containers. They are constants: what a user wrote reaches them as arguments only.

/** Arguments: url, revision. Not every server gives out commits by id; then everything is fetched. */
export const checkoutScript = `set -eu
revision=FETCH_HEAD
git init --quiet .
git fetch --quiet --depth=1 --no-tags -- "$1" "$2" || {
  git fetch --quiet -- "$1" '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*'
  revision="$2"
}
git checkout --quiet --detach "$revision" --
`;

/** Only https and ssh, no questions, and no complaint that the volume belongs to root. */
export function gitSettings(directory: string): Readonly<Record<string, string>> {
  return {
    GIT_ALLOW_PROTOCOL: 'https:ssh',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: directory,
    HOME: '/tmp',
  };
}

/** Environment: FILES and TARGET directories. Arguments: paths. Copied, so that the working directory can be written to. */
export const copyScript = `set -eu
for file do
  mkdir -p "$(dirname "$TARGET/$file")"
  cp "$FILES/$file" "$TARGET/$file"
done
`;

/** Arguments: directory of the environment, requirements. */
export const pythonScript = `import subprocess, sys, venv
directory, *requirements = sys.argv[1:]
venv.create(directory, with_pip=True)
if requirements:
    options = ["--no-input", "--no-cache-dir", "--disable-pip-version-check", "--progress-bar=off"]
    subprocess.run([directory + "/bin/python", "-m", "pip", "install", *options, "--", *requirements], check=True)
`;
