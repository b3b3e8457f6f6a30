import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import 'reflect-metadata'; // which the next import does not bring itself
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const yearInMilliseconds = 365 * 24 * 3_600_000;

/** A certificate, or a bare public key, with its private key: both PEM. */
export interface KeyPair {
  readonly public: string;
  readonly private: string;
}

/** Whom a certificate names: Kubernetes reads the common name as user and the organisations as groups. */
export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  /** Host names and addresses it may serve as. Without them it is for clients only. */
  readonly hosts?: readonly string[];
}

/** A new certificate authority, valid for a year from now. */
export async function createCertificateAuthority(commonName: string): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...terms(),
    name: [{ CN: [commonName] }],
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { public: `${certificate.toString('pem')}\n`, private: await privateKeyOf(keys) };
}

/** A certificate that `authority` signs, valid for a year from now. */
export async function issueCertificate(authority: KeyPair, subject: Subject): Promise<KeyPair> {
  const { commonName, organizations = [], hosts = [] } = subject;
  const issuer = new x509.X509Certificate(authority.public);
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(authority.private),
    algorithm,
    false,
    ['sign'],
  );
  const keys = await newKeys();
  const serves = hosts.length > 0;
  const names = hosts.map((value) => ({
    type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
    value,
  }));
  const certificate = await x509.X509CertificateGenerator.create({
    ...terms(),
    subject: [...organizations.map((organization) => ({ O: [organization] })), { CN: [commonName] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.clientAuth,
        ...(serves ? [x509.ExtendedKeyUsage.serverAuth] : []),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(serves ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { public: `${certificate.toString('pem')}\n`, private: await privateKeyOf(keys) };
}

/** Keys to sign service-account tokens with, and to check them. */
export async function createSigningKeys(): Promise<KeyPair> {
  const keys = await newKeys();
  const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey);
  return { public: `${x509.PemConverter.encode(spki, 'PUBLIC KEY')}\n`, private: await privateKeyOf(keys) };
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

async function privateKeyOf(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`;
}

/** What all certificates have in common; clocks may differ by a minute. */
function terms(): {
  signingAlgorithm: typeof algorithm;
  serialNumber: string;
  notBefore: Date;
  notAfter: Date;
} {
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f; // positive, as RFC 5280 asks
  return {
    signingAlgorithm: algorithm,
    serialNumber: serial.toString('hex'),
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + yearInMilliseconds),
  };
}
