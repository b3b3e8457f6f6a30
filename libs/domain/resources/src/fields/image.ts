import { textLike } from './check.ts';

/** Grammar of https://github.com/distribution/reference: [host[:port]/]path[:tag][@digest]. */
const reference =
  /^([A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

export const Image = textLike(255, 'a container image such as docker.io/library/python:3.13-slim', reference);
