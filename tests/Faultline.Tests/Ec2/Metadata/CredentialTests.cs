using System.Globalization;
using System.Text;
using System.Text.Json;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Ec2.Metadata;

/// <summary>The credentials that instances with a profile get from the metadata service.</summary>
public sealed class CredentialTests
{
    private const string Path = "meta-data/iam/security-credentials";

    private readonly MetadataScene there = new();

    [Fact]
    public async Task Credentials_of_a_profile_are_a_session_of_its_role()
    {
        var id = await there.Scene.Run(new() { IamInstanceProfile = new() { Name = "web" } });
        Assert.Equal("web", await there.Read(id, Path + '/'));
        var made = JsonDocument.Parse((await there.Read(id, $"{Path}/web"))!).RootElement;
        Assert.Equal(("Success", "AWS-HMAC", "2026-01-02T03:04:05Z"), (
            Text("Code"), Text("Type"), Text("LastUpdated")));
        var key = there.Sessions.Find(Text("AccessKeyId"), Text("Token"))!;
        var session = key.Principal.Session!;
        Assert.Equal(
            (Text("SecretAccessKey"), $"arn:aws:sts::111122223333:assumed-role/web/{id}", SessionKind.Role),
            (Encoding.UTF8.GetString(key.Secret!), session.Arn, session.Kind));
        Assert.Equal("arn:aws:iam::111122223333:role/web", session.Issuer);
        var expires = DateTimeOffset.Parse(Text("Expiration"), CultureInfo.InvariantCulture);
        Assert.Equal(there.Scene.Rig.Now + TimeSpan.FromHours(6), expires);
        Assert.Equal(expires, session.Expires);

        string Text(string name) => made.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task Nobody_gets_those_of_another_role_and_none_without_a_profile()
    {
        var id = await there.Scene.Run(new() { IamInstanceProfile = new() { Name = "web" } });
        Assert.Null(await there.Read(id, $"{Path}/admin"));
        Assert.Null(await there.Read(id, $"{Path}web"));
        var without = await there.Scene.Run();
        Assert.Null(await there.Read(without, Path + '/'));
        Assert.Null(await there.Read(without, $"{Path}/web"));
        Assert.Null(await there.Read(without, "meta-data/iam"));
    }

    [Fact]
    public async Task The_profile_is_told_by_its_arn()
    {
        var id = await there.Scene.Run(new() { IamInstanceProfile = new() { Name = "web" } });
        var info = JsonDocument.Parse((await there.Read(id, "meta-data/iam/info"))!).RootElement;
        Assert.Equal(
            "arn:aws:iam::111122223333:instance-profile/web", info.GetProperty("InstanceProfileArn").GetString());
        Assert.StartsWith("AIPA", info.GetProperty("InstanceProfileId").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_sessions_has_no_credentials_to_give()
    {
        var bare = new MetadataScene(withSessions: false);
        var id = await bare.Scene.Run(new() { IamInstanceProfile = new() { Name = "web" } });
        Assert.Null(await bare.Read(id, $"{Path}/web"));
    }
}
