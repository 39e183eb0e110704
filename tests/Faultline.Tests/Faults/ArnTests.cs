using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Services;
using Faultline.Services.Worldwide;

namespace Faultline.Tests.Faults;

/// <summary>Faults on instances and volumes that are named by their ARNs.</summary>
public sealed class ArnTests
{
    private const string Instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0";
    private const string Volume = "arn:aws:ec2:us-east-1:111122223333:volume/vol-0123456789abcdef0";

    private static readonly Atlas map = Atlas.Draw(new());

    private static readonly Resource[] resources =
    [
        Of("instance", Instance, "use1-az1-h1"), Of("volume", Volume, "use1-az1"),
        new("sqs", "queue", "arn:aws:sqs:us-east-1:111122223333:q", "q", "111122223333", Place("us-east-1")),
    ];

    [Theory]
    [InlineData("instance-crash", Instance)]
    [InlineData("instance-hang", Instance)]
    [InlineData("cpu-pressure", Instance)]
    [InlineData("disk-slow", Volume)]
    [InlineData("volume-loss", Volume)]
    public void The_arn_strikes_whom_the_id_strikes_and_nobody_else(string kind, string arn)
    {
        var id = arn[(arn.LastIndexOf('/') + 1)..];
        foreach (var named in new[] { arn, id })
        {
            var effect = Read(kind, named).Effects(map, 1, 1).Single();
            var scope = effect switch
            {
                HostEffect host => host.Scope,
                DiskEffect disk => disk.Scope,
                _ => throw new InvalidOperationException(),
            };
            Assert.True(scope.Strikes(Place("use1-az1-h1"), id));
            Assert.False(scope.Strikes(Place("use1-az1-h1"), id + "0"));
            Assert.False(scope.Strikes(Place("use1-az1-h1"), null));
            Assert.Equal(arn, Hits(kind, named).Single().Name);
        }
    }

    [Theory]
    [InlineData("arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0")]
    [InlineData("arn:aws:ec2:us-east-1:444455556666:instance/i-0123456789abcdef0")]
    [InlineData("arn:aws:ec2:us-east-1:111122223333:instance/i-00000000000000000")]
    [InlineData("arn:aws:sqs:us-east-1:111122223333:q")]
    [InlineData("q")]
    public void Whoever_is_not_there_or_runs_on_no_host_is_not_hit(string resource) =>
        Assert.Empty(Hits("instance-crash", resource));

    [Theory]
    [InlineData("arn:aws:ec2:us-east-1:111122223333", "is no whole ARN")]
    [InlineData("arn:aws:ec2:us-east-1:111122223333:instance/", "is no whole ARN")]
    [InlineData("arn:aws:ec2:us-eest-1:111122223333:instance/i-1", "there is no region 'us-eest-1'")]
    public void What_is_no_arn_of_this_world_is_refused(string resource, string says)
    {
        var problems = new List<string>();
        Assert.Null(Reading.Fault("instance-crash", Given(resource), map, new Wordless(), problems));
        Assert.Contains(says, problems.Single(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<Hit> Hits(string kind, string resource) => Services.Worldwide.Hits.Of(
        Read(kind, resource).Effects(map, 1, 1), map, new Wordless(), resources);

    private static Fault Read(string kind, string resource)
    {
        var problems = new List<string>();
        var fault = Reading.Fault(kind, Given(resource), map, new Wordless(), problems);
        Assert.Empty(problems);
        return fault!;
    }

    private static Dictionary<string, string> Given(string resource) => new() { ["resource"] = resource };

    private static Resource Of(string type, string arn, string place) =>
        new("ec2", type, arn, arn[(arn.LastIndexOf('/') + 1)..], "111122223333", Place(place));

    private static Domain Place(string name) => map.TryFind(name, out var place)
        ? place
        : throw new InvalidOperationException($"There is no {name}.");

    /// <summary>Faults on what runs need no words of any API.</summary>
    private sealed class Wordless : IVocabulary
    {
        public IReadOnlyCollection<string> Services => [];

        public IReadOnlyCollection<string> Operations(string service) => [];

        public IReadOnlyCollection<OperationFacts> Built(string service) => [];
    }
}
