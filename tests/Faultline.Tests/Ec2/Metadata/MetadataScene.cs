using Faultline.Kernel;
using Faultline.Services.Ec2.Metadata;
using Faultline.Tests.Ec2.Instances;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Ec2.Metadata;

/// <summary>The metadata service beside instances that a test has, by a clock that it sets.</summary>
internal sealed class MetadataScene
{
    public const string Token = "/latest/api/token";
    public const string TokenHeader = "x-aws-ec2-metadata-token";
    public const string SecondsHeader = "x-aws-ec2-metadata-token-ttl-seconds";

    private readonly Hand clock;
    private readonly MetadataService service;

    public MetadataScene(bool withSessions = true)
    {
        clock = new(Scene);
        service = new(
            Scene.Rig.Region, new("test", clock, new Dice(5)), Scene.Ec2.Book, withSessions ? Sessions : null);
    }

    public InstanceScene Scene { get; } = new();

    public Sessions Sessions { get; } = new(new byte[32]);

    public async Task<MetadataAnswer> Ask(
        string id, string path, string method = "GET", params (string Name, string Value)[] headers) =>
        await service.Answer(
            id, new(method, path, headers.ToDictionary(each => each.Name, each => each.Value)), default);

    /// <summary>What an instance reads at a path below the metadata; null where nothing is.</summary>
    public async Task<string?> Read(string id, string path) =>
        await Ask(id, $"/latest/{path}") is { Status: 200 } answer ? answer.Text : null;

    public async Task<string> TokenOf(string id, string seconds = "60")
    {
        var answer = await Ask(id, Token, "PUT", (SecondsHeader, seconds));
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }

    /// <summary>A clock that shows the hour of the scene.</summary>
    private sealed class Hand(InstanceScene scene) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => scene.Rig.Now;
    }
}
