export type { Grant, Principal } from './principal.ts';
export { route, type Call, type Handler, type Mount, type Route, type Service } from './service.ts';
