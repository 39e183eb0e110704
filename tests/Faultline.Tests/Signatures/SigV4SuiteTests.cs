using System.Text;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Signatures;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Signatures;

/// <summary>AWS's public test suite of signature version 4, where it lies beside the repository.</summary>
public sealed class SigV4SuiteTests
{
    private static readonly DateTimeOffset Then = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    public static TheoryData<string> Requests()
    {
        var data = new TheoryData<string>();
        var files = Directory.GetFiles(Suite.Folder!, "*.sreq", SearchOption.AllDirectories);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileNameWithoutExtension(file));
        }

        return data;
    }

    [Suite]
    [MemberData(nameof(Requests))]
    public void A_request_of_the_public_suite_is_believed_and_with_another_method_is_not(string name)
    {
        // One request of the suite carries another's signature; the file beside it has the right one.
        var request = Read(File.ReadAllText(Find(name, "sreq")));
        request.Headers.Authorization = File.ReadAllText(Find(name, "authz")).Trim();
        var expected = new Expected { Service = "service", Protocol = Protocol.Query, Now = Then };
        var authenticator = new Authenticator(new(
            false, new OneKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Claim.Read(request).Token)));
        Assert.Equal("111122223333", authenticator.Authenticate(request, Claim.Read(request), expected).Account);

        var altered = Signer.Copy(request, method: "PATCH");
        var refusal = Assert.Throws<AwsError>(() => authenticator.Authenticate(altered, Claim.Read(altered), expected));
        Assert.Equal("SignatureDoesNotMatch", refusal.Code);
        var canonical = File.ReadAllText(Find(name, "creq")).ReplaceLineEndings("\n");
        Assert.Contains(
            string.Concat("'PATCH", canonical.AsSpan(canonical.IndexOf('\n', StringComparison.Ordinal)), "'"),
            refusal.Message, StringComparison.Ordinal);
    }

    private static string Find(string name, string extension) =>
        Directory.GetFiles(Suite.Folder!, $"{name}.{extension}", SearchOption.AllDirectories).Single();

    private static Incoming Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var space = lines[0].IndexOf(' ', StringComparison.Ordinal);
        var target = lines[0][(space + 1)..lines[0].LastIndexOf(' ')];
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var headers = new List<(string Name, string Value)>();
        var i = 1;
        for (; i < lines.Length && lines[i].Length > 0; i++)
        {
            if (lines[i][0] is ' ' or '\t')
            {
                headers[^1] = (headers[^1].Name, headers[^1].Value + "\n" + lines[i]);
                continue;
            }

            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            var name = lines[i][..colon];
            var value = lines[i][(colon + 1)..];
            headers.Add((name, name == "Authorization" ? value.Trim() : value));
        }

        var request = new Incoming
        {
            Method = lines[0][..space],
            Path = mark < 0 ? target : target[..mark],
            Query = mark < 0 ? "" : target[(mark + 1)..],
            Headers = new HeaderDictionary(),
            Body = Encoding.UTF8.GetBytes(i < lines.Length ? string.Join('\n', lines[(i + 1)..]) : ""),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Append(name, value);
        }

        return request;
    }
}
