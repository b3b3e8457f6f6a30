export { clientOf } from './client-of.ts';
export { deleteObject } from './delete-object.ts';
export { FakeApiServer, type Fault } from './fake-api-server.ts';
export { refusedSecrets } from './fake-secrets.ts';
export { FakeObjects, type FakeObject } from './fake-objects.ts';
