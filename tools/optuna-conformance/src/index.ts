export { withOptunaStorage } from './with-optuna-storage.ts';
