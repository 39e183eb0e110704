using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Faultline.Api.Sts;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;
using Faultline.Wire.Signatures;
using Microsoft.AspNetCore.Http;
using static Faultline.Tests.Sts.Identities;

namespace Faultline.Tests.Sts;

/// <summary>
/// Whatever an identity has inside its base64, it becomes a session that keeps to the limits, or is refused with a
/// status that blames the caller.
/// </summary>
public sealed partial class IdentityFuzzTests
{
    private const int Rounds = 6_000;
    private const string Odd = "@@ODD@@";

    private const string FullClaims = Claims + """
        ,"iat":1767323000,"https://aws.amazon.com/source_identity":"anna",
        "https://aws.amazon.com/tags":{"principal_tags":{"team":["red"],"stage":["test"]},
        "transitive_tag_keys":["team","stage"]}
        """;

    private static readonly string[] oddJson =
    [
        "null", "true", "0", "-1", "0.5", "1e999", "-1e999", "1e308", "1767323046.9", "9223372036854775807",
        "-9223372036854775808", "99999999999999999999999999", "\"\"", "\"a\"", "\"team\"", "\"1767323046\"",
        "\"0001-01-01T00:00:00Z\"", "\"\\u0000\\u0001\"", "\"\\ud800\"", "\"\\udc00a\"", "\"<>&\"", "\"a b\"",
        "[]", "[null]", "[[]]", "[{}]", "[5]", "[\"\\ud800\"]", "[\"team\",null]", "{}", "{\"team\":null}",
        "{\"\":\"\"}", "{\"team\":{}}", "{\"\\ud800\":\"a\"}", "{\"a\":\"b\",\"A\":\"c\"}", "{", "]", "",
        $"\"{new string('x', 1000)}\"", $"[\"{new string('x', 20_000)}\"]",
        $"{{{string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"k{i}\":[\"v\"]"))}}}",
        $"{new string('[', 70)}{new string(']', 70)}",
    ];

    private static readonly string[] oddXml =
    [
        "", " ", "a", "a b", "&lt;&gt;", "&#x1;", "\u0001", "\0", "&#xD800;", "\ud800", "&undefined;", "&#x1F600;",
        "é", "<saml:x/>", "<![CDATA[<]]>", "<!-- -->", "<?x y?>", "0", "-1", "900", "43201", "99999999999999999999",
        "0001-01-01T00:00:00Z", "0001-01-01T00:02:00Z", "0001-01-01T00:00:00+14:00", "0000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "9999-12-31T24:00:00Z",
        "9999-12-31T24:00:00-14:00", "99999-01-01T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T23:59:60Z",
        "2026-13-45T00:00:00Z", "2026-01-02T03:04:05.123456789012345678Z", "2026-01-02T03:34:05", "2026-01-02",
        "2026-01-02T", "03:04", "today", "team", "other", "urn:amazon:webservices", "http://", Provider, Role,
        new('x', 1000), $"{Provider},{Role},{Role}", ",",
    ];

    private readonly Sessions sessions = new(new byte[32]);
    private readonly Services.Sts.Sts sts;
    private readonly Dice dice = new(1);
    private int given;
    private int refused;

    public IdentityFuzzTests() => sts = new(sessions);

    [Fact]
    public async Task Mutated_claims_become_a_session_or_are_refused()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var body = dice.Chance(0.8) ? MutateJson() : MutateBytes(Encoding.UTF8.GetBytes($"{{{FullClaims}}}"));
            await Judge($"Round {round}: {Encoding.UTF8.GetString(body)}", "AssumeRoleWithWebIdentity", async call =>
            {
                var taken = await sts.AssumeRoleWithWebIdentity(
                    call, new() { RoleArn = Role, RoleSessionName = "ci", WebIdentityToken = Token(body) }, default);
                return (taken, taken.Credentials!);
            });
        }

        AssertBothKinds();
    }

    [Fact]
    public async Task Mutated_assertions_become_a_session_or_are_refused()
    {
        var full = Assertion(
            Attribute("SourceIdentity", "anna") + Attribute("SessionDuration", "3600")
            + Attribute("PrincipalTag:stage", "test") + Attribute("TransitiveTagKeys", "team", "stage"));
        for (var round = 0; round < Rounds; round++)
        {
            var body = dice.Chance(0.8) ? MutateXml(full) : MutateBytes(Encoding.UTF8.GetBytes(full));
            await Judge($"Round {round}: {Encoding.UTF8.GetString(body)}", "AssumeRoleWithSAML", async call =>
            {
                var taken = await sts.AssumeRoleWithSAML(
                    call,
                    new() { RoleArn = Role, PrincipalArn = Provider, SAMLAssertion = Convert.ToBase64String(body) },
                    default);
                return (taken, taken.Credentials!);
            });
        }

        AssertBothKinds();
    }

    private async Task Judge(string what, string operation, Func<Call, Task<(IStructure, Credentials)>> ask)
    {
        var call = StsCall.Of(operation, Nobody, Now, dice);
        try
        {
            var (answer, made) = await ask(call);
            given++;
            Codecs.Of(Protocol.Query).Write(call.Service, call.Operation, answer, "r", new()
            {
                Headers = new HeaderDictionary(),
                Body = new ArrayBufferWriter<byte>(),
            });
            KeepsToLimits(sessions.Find(made.AccessKeyId, made.SessionToken)!.Principal.Session!);
        }
        catch (AwsError error)
        {
            refused++;
            Assert.True(error.Status is >= 400 and < 500, $"{what}: {error.Status} {error.Code}");
        }
        catch (Exception other)
        {
            Assert.Fail($"{what}: {other}");
        }
    }

    private static void KeepsToLimits(Session session)
    {
        Assert.InRange(session.Expires, Now.AddSeconds(1), Now.AddHours(1));
        Assert.InRange(session.Tags.Count, 0, 50);
        foreach (var (key, value) in session.Tags)
        {
            Assert.Matches(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}\z", key);
            Assert.Matches(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}\z", value);
        }

        Assert.All(
            session.TransitiveTags,
            key => Assert.Contains(key, session.Tags.Keys, StringComparer.OrdinalIgnoreCase));
        Assert.Matches(@"^[a-zA-Z0-9_+=,.@-]{2,64}\z", session.SourceIdentity ?? "none");
        Assert.Matches(@"^[a-zA-Z0-9_+=,.@-]{2,64}\z", session.Name!);
    }

    /// <summary>Neither kind may be so rare that the test says nothing about it.</summary>
    private void AssertBothKinds()
    {
        Assert.InRange(given, Rounds / 50, Rounds);
        Assert.InRange(refused, Rounds / 5, Rounds);
    }

    private byte[] MutateJson()
    {
        var root = JsonNode.Parse($"{{{FullClaims}}}")!.AsObject();
        for (var changes = 1 + dice.Below(2); changes > 0; changes--)
        {
            var places = new List<(JsonNode Holder, string? Key, int At)>();
            Gather(root, places);
            var (holder, key, at) = places[dice.Below(places.Count)];
            var isGone = dice.Chance(0.15);
            switch (holder)
            {
                case JsonObject named when isGone: named.Remove(key!); break;
                case JsonObject named: named[key!] = Odd; break;
                case JsonArray list when isGone: list.RemoveAt(at); break;
                case JsonArray list: list[at] = Odd; break;
            }
        }

        var text = Spiced(root.ToJsonString(), $"\"{Odd}\"", oddJson);
        if (dice.Chance(0.1))
        {
            // The same name twice, which no tree can say.
            var names = MemberName().Matches(text);
            var name = names[dice.Below(names.Count)];
            text = text.Insert(name.Index, $"{name.Value}{oddJson[dice.Below(oddJson.Length)]},");
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static void Gather(JsonNode? node, List<(JsonNode Holder, string? Key, int At)> places)
    {
        if (node is JsonObject named)
        {
            foreach (var (key, value) in named)
            {
                places.Add((named, key, 0));
                Gather(value, places);
            }
        }

        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                places.Add((list, null, i));
                Gather(list[i], places);
            }
        }
    }

    private byte[] MutateXml(string full)
    {
        var document = XDocument.Parse(full);
        for (var changes = 1 + dice.Below(2); changes > 0; changes--)
        {
            var elements = document.Descendants().Skip(1).ToList();
            if (elements.Count == 0)
            {
                break;
            }

            var element = elements[dice.Below(elements.Count)];
            var attributes = element.Attributes().ToList();
            var attribute = attributes.Count > 0 && dice.Chance(0.7) ? attributes[dice.Below(attributes.Count)] : null;
            switch (dice.Below(8))
            {
                case 0 when attribute is not null: attribute.Remove(); break;
                case 0: element.Remove(); break;
                case 1: element.AddAfterSelf(new XElement(element)); break;
                case 2: element.Add(new XElement(elements[dice.Below(elements.Count)])); break;
                default:
                    if (attribute is not null)
                    {
                        attribute.Value = Odd;
                    }
                    else
                    {
                        element.Value = Odd;
                    }

                    break;
            }
        }

        return Encoding.UTF8.GetBytes(Spiced(document.ToString(SaveOptions.DisableFormatting), Odd, oddXml));
    }

    private string Spiced(string text, string mark, string[] spices)
    {
        while (text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
        {
            text = text[..at] + spices[dice.Below(spices.Length)] + text[(at + mark.Length)..];
        }

        return text;
    }

    private byte[] MutateBytes(byte[] from)
    {
        var body = from.ToList();
        for (var changes = 1 + dice.Below(3); changes > 0; changes--)
        {
            var at = dice.Below(body.Count);
            switch (dice.Below(4))
            {
                case 0: body[at] = (byte)dice.Below(256); break;
                case 1: body[at] ^= (byte)(1 << dice.Below(8)); break;
                case 2: body.RemoveRange(at, Math.Min(dice.Below(8), body.Count - at - 1)); break;
                default:
                    var start = dice.Below(body.Count);
                    body.InsertRange(at, body.GetRange(start, Math.Min(dice.Below(40), body.Count - start)));
                    break;
            }
        }

        return [.. body];
    }

    [GeneratedRegex("\"[^\"]*\":")]
    private static partial Regex MemberName();
}
