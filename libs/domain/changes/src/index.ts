export { ChangeState, type Change, type ChangeOutcome, type FileOperation, type Precondition } from './change.ts';
export { layout } from './layout.ts';
