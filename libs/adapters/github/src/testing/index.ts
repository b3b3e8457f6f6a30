export { GitHubDouble, type DoubleDelivery } from './github-double.ts';
