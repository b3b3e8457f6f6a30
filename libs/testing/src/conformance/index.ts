export { describeGitHost, type HostUnderTest } from './git-host.ts';
