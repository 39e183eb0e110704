// Every STS operation that is built, through the AWS SDK for JavaScript, and what the keys that it makes are good for.
import {
  AssumeRoleCommand, AssumeRoleWithSAMLCommand, AssumeRoleWithWebIdentityCommand, DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand, GetCallerIdentityCommand, GetFederationTokenCommand, GetSessionTokenCommand,
} from "@aws-sdk/client-sts";
import { assert, fails, run, sts } from "./client.mjs";

const client = sts();
const send = (Command, input = {}) => client.send(new Command(input));
const as = ({ AccessKeyId, SecretAccessKey, SessionToken }) =>
  sts({ credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } });
const identity = (credentials) => as(credentials).send(new GetCallerIdentityCommand({}));
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const RoleArn = "arn:aws:iam::000000000000:role/deploy";

const assertion = ({ sessionEnds = 60 } = {}) => {
  const now = Date.now();
  const at = (minutes) => new Date(now + minutes * 60_000).toISOString();
  return Buffer.from(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" IssueInstant="${at(0)}">
    <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
    <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_2" Version="2.0" IssueInstant="${at(0)}">
      <saml:Issuer>https://idp.example.com</saml:Issuer>
      <saml:Subject>
        <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">someone</saml:NameID>
        <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
          <saml:SubjectConfirmationData NotOnOrAfter="${at(5)}" Recipient="https://signin.aws.amazon.com/saml"/>
        </saml:SubjectConfirmation>
      </saml:Subject>
      <saml:Conditions NotBefore="${at(-5)}" NotOnOrAfter="${at(5)}">
        <saml:AudienceRestriction><saml:Audience>https://signin.aws.amazon.com/saml</saml:Audience></saml:AudienceRestriction>
      </saml:Conditions>
      <saml:AuthnStatement SessionNotOnOrAfter="${at(sessionEnds)}"/>
      <saml:AttributeStatement>
        <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role">
          <saml:AttributeValue>${RoleArn},arn:aws:iam::000000000000:saml-provider/idp</saml:AttributeValue>
        </saml:Attribute>
        <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName">
          <saml:AttributeValue>someone@example.com</saml:AttributeValue>
        </saml:Attribute>
      </saml:AttributeStatement>
    </saml:Assertion>
  </samlp:Response>`).toString("base64");
};

await run({
  async "an unknown key is the root of the default account, a 12-digit one of its own"() {
    const caller = await send(GetCallerIdentityCommand);
    assert.equal(caller.Account, "000000000000");
    assert.equal(caller.Arn, "arn:aws:iam::000000000000:root");
    const other = sts({ credentials: { accessKeyId: "123456789012", secretAccessKey: "any" } });
    assert.equal((await other.send(new GetCallerIdentityCommand({}))).Account, "123456789012");
  },

  async "a session's keys are good, and are verified"() {
    const { Credentials } = await send(GetSessionTokenCommand, { DurationSeconds: 900 });
    assert.match(Credentials.AccessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.equal((await identity(Credentials)).Account, "000000000000");
    await fails(identity({ ...Credentials, SecretAccessKey: "wrong" }), "SignatureDoesNotMatch", 403);
    await fails(identity({ ...Credentials, SessionToken: undefined }), "InvalidClientTokenId", 403);
    await fails(identity({ ...Credentials, SessionToken: `${Credentials.SessionToken.slice(0, -8)}AAAAAAAA` }), "InvalidClientTokenId", 403);
  },

  async "a role is taken on"() {
    const { Credentials, AssumedRoleUser } = await send(AssumeRoleCommand, { RoleArn, RoleSessionName: "ci" });
    assert.equal(AssumedRoleUser.Arn, "arn:aws:sts::000000000000:assumed-role/deploy/ci");
    const caller = await identity(Credentials);
    assert.equal(caller.Arn, AssumedRoleUser.Arn);
    assert.equal(caller.UserId, AssumedRoleUser.AssumedRoleId);
    await fails(send(AssumeRoleCommand, { RoleArn: "nonsense", RoleSessionName: "ci" }), "ValidationError", 400);
  },

  async "a web identity takes on a role"() {
    const now = Math.floor(Date.now() / 1000);
    const WebIdentityToken = `${base64url({ alg: "RS256" })}.${base64url({
      iss: "https://idp.example.com", sub: "someone", aud: "app", iat: now, exp: now + 600,
    })}.c2ln`;
    const result = await send(AssumeRoleWithWebIdentityCommand, { RoleArn, RoleSessionName: "web", WebIdentityToken });
    assert.equal(result.SubjectFromWebIdentityToken, "someone");
    assert.equal(result.Audience, "app");
    assert.equal((await identity(result.Credentials)).Arn, "arn:aws:sts::000000000000:assumed-role/deploy/web");
  },

  async "a SAML assertion takes on a role"() {
    const result = await send(AssumeRoleWithSAMLCommand, {
      RoleArn, PrincipalArn: "arn:aws:iam::000000000000:saml-provider/idp", SAMLAssertion: assertion(),
    });
    assert.equal(result.Subject, "someone");
    assert.equal((await identity(result.Credentials)).Arn, "arn:aws:sts::000000000000:assumed-role/deploy/someone@example.com");
  },

  async "what an identity says of its session is checked"() {
    const web = (claims) => send(AssumeRoleWithWebIdentityCommand, {
      RoleArn, RoleSessionName: "web", WebIdentityToken: `${base64url({ alg: "RS256" })}.${base64url({
        iss: "https://idp.example.com", sub: "someone", aud: "app", exp: Math.floor(Date.now() / 1000) + 600, ...claims,
      })}.c2ln`,
    });
    const tags = (tags, keys) => web({ "https://aws.amazon.com/tags": { principal_tags: tags, transitive_tag_keys: keys } });
    await fails(tags({ team: ["red;blue"] }, []), "ValidationError", 400);
    await fails(tags({ team: ["red"] }, [null]), "InvalidIdentityTokenException", 400);
    await fails(web({ "https://aws.amazon.com/source_identity": "a b" }), "InvalidIdentityTokenException", 400);
    await fails(send(AssumeRoleWithSAMLCommand, {
      RoleArn, PrincipalArn: "arn:aws:iam::000000000000:saml-provider/idp", SAMLAssertion: assertion({ sessionEnds: -1 }),
    }), "ExpiredTokenException", 400);
  },

  async "a federated user has an identity of its own"() {
    const { Credentials, FederatedUser } = await send(GetFederationTokenCommand, { Name: "guest" });
    assert.equal(FederatedUser.Arn, "arn:aws:sts::000000000000:federated-user/guest");
    assert.equal((await identity(Credentials)).Arn, FederatedUser.Arn);
  },

  async "a key tells its account"() {
    const { Credentials } = await send(GetSessionTokenCommand);
    assert.equal((await send(GetAccessKeyInfoCommand, { AccessKeyId: Credentials.AccessKeyId })).Account, "000000000000");
  },

  async "a message that nobody encoded is refused"() {
    await fails(send(DecodeAuthorizationMessageCommand, { EncodedMessage: "bm90IG91cnM" }), "InvalidAuthorizationMessageException", 400);
  },
});
