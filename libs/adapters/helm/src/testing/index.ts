export { helmProgram } from './helm-program.ts';
