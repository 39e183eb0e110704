using Faultline.Api.ClassicElb;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.ClassicElb.Keeping;

/// <summary>
/// A balancer under its ARN: as the API shows it, but for what follows from the rest, and what was said of it besides.
/// </summary>
internal sealed record Balancer(string Id, string Account, LoadBalancerDescription Shown) : IRow
{
    public LoadBalancerAttributes Attributes { get; init; } = new();

    /// <summary>In the order in which they were made.</summary>
    public List<PolicyDescription> Policies { get; init; } = [];

    public List<Tag> Tags { get; init; } = [];

    /// <summary>One for each of its zones.</summary>
    public List<Place> Places { get; init; } = [];

    public string Name => Shown.LoadBalancerName!;

    public IEnumerable<Listener> Listeners => Shown.ListenerDescriptions!.Select(each => each.Listener!);

    public static RowForm<Balancer, Tag> Form { get; } = new(Write, Read);

    public static string IdOf(string region, string account, string name) =>
        $"arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{name}";

    public Balancer With(Action<LoadBalancerDescription> change) => this with { Shown = Shown.With(change) };

    /// <summary>The balancer in other places, as it shows them.</summary>
    public Balancer At(List<Place> places) => With(shown =>
    {
        shown.AvailabilityZones = places.ConvertAll(place => place.ZoneName);
        shown.Subnets = places.ConvertAll(place => place.Subnet);
    }) with { Places = places };

    /// <summary>The balancer with a change of one of its listeners.</summary>
    public Balancer WithListener(int port, Action<ListenerDescription> change) => With(shown =>
        shown.ListenerDescriptions = shown.ListenerDescriptions!.ConvertAll(
            each => each.Listener!.LoadBalancerPort == port ? each.With(change) : each));

    public PolicyDescription? Policy(string name) => Policies.Find(policy => policy.PolicyName == name);

    public ListenerDescription? ListenerAt(int port) =>
        Shown.ListenerDescriptions!.Find(each => each.Listener!.LoadBalancerPort == port);

    /// <summary>The names of the policies in force before a port of its instances.</summary>
    public List<string> BackendPolicies(int port) =>
        Shown.BackendServerDescriptions!.Find(each => each.InstancePort == port)?.PolicyNames ?? [];

    private static void Write(EntryWriter entry, Balancer row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        Structure.Write(entry, 4, row.Attributes);
        Structure.Write(entry, 5, new DescribeLoadBalancerPoliciesOutput { PolicyDescriptions = row.Policies });
        Structure.Write(entry, 6, new TagDescription { Tags = row.Tags });
        foreach (var place in row.Places)
        {
            using (entry.Nest(7))
            {
                entry.Text(1, place.Subnet);
                entry.Text(2, place.Zone);
                entry.Text(3, place.ZoneName);
                entry.Text(4, place.Address);
            }
        }
    }

    private static Balancer Read(EntryReader entry)
    {
        var row = new Balancer("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<LoadBalancerDescription>(entry) },
                4 => row with { Attributes = Structure.Read<LoadBalancerAttributes>(entry) },
                5 => row with
                {
                    Policies = Structure.Read<DescribeLoadBalancerPoliciesOutput>(entry).PolicyDescriptions ?? [],
                },
                6 => row with { Tags = Structure.Read<TagDescription>(entry).Tags ?? [] },
                7 => row with { Places = [.. row.Places, ReadPlace(entry.Nested())] },
                _ => row,
            };
        }

        return row;
    }

    private static Place ReadPlace(EntryReader entry)
    {
        var place = new Place("", "", "", "");
        while (entry.Next(out var field))
        {
            place = field switch
            {
                1 => place with { Subnet = entry.Text() },
                2 => place with { Zone = entry.Text() },
                3 => place with { ZoneName = entry.Text() },
                4 => place with { Address = entry.Text() },
                _ => place,
            };
        }

        return place;
    }
}
