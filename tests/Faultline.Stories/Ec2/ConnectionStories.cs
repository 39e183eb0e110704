using Faultline.Api.Ec2;
using Faultline.Simulation;

namespace Faultline.Stories.Ec2;

/// <summary>
/// Connections through a public address while the network changes: groups remember whom they let in, network ACLs and
/// routes do not. What is not let through any more stands still, and goes on when it is again.
/// </summary>
public sealed class ConnectionStories
{
    private const string Somebody = "198.51.100.0/24";
    private const string Everybody = "0.0.0.0/0";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_denial_of_a_network_ACL_stops_what_is_open_until_it_is_gone() => Explore.Seeds(40, async world =>
    {
        var visit = await Visit.Begin(world);
        await visit.Allow(Somebody);
        var client = await visit.Connect();
        Assert.True(await Visit.Hears(client));
        var egress = world.Dice.Chance(0.5);
        await visit.Deny(egress, egress ? 1024 : 80, egress ? 65535 : 80);
        await StandsStill(world, client, () => visit.Undo(egress));
    });

    [Fact]
    public void A_route_that_is_gone_stops_what_is_open_until_it_is_back() => Explore.Seeds(40, async world =>
    {
        var visit = await Visit.Begin(world);
        await visit.Allow(Somebody);
        var client = await visit.Connect();
        Assert.True(await Visit.Hears(client));
        var table = (await visit.Ask<DescribeRouteTablesResult>(new DescribeRouteTablesRequest()))
            .RouteTables!.Single();
        var gateway = table.Routes!.Single(route => route.DestinationCidrBlock == Everybody).GatewayId;
        await visit.Do(new DeleteRouteRequest
        {
            RouteTableId = table.RouteTableId!, DestinationCidrBlock = Everybody,
        });
        await StandsStill(world, client, () => visit.Do(new CreateRouteRequest
        {
            RouteTableId = table.RouteTableId!, DestinationCidrBlock = Everybody, GatewayId = gateway,
        }));
    });

    [Fact]
    public void A_group_remembers_whom_it_let_in() => Explore.Seeds(40, async world =>
    {
        var visit = await Visit.Begin(world);
        await visit.Allow(Somebody);
        var client = await visit.Connect();
        Assert.True(await Visit.Hears(client));
        await visit.Revoke(Somebody);
        await world.Delay(Second);
        Assert.True(await Visit.Hears(client));
        var next = Visit.Hears(await visit.Connect(40_001));
        await world.Delay(10 * Second);
        Assert.False(next.IsCompleted);
    });

    [Fact]
    public void A_group_that_lets_in_everybody_remembers_nobody() => Explore.Seeds(40, async world =>
    {
        var visit = await Visit.Begin(world);
        await visit.Allow(Everybody);
        var client = await visit.Connect();
        Assert.True(await Visit.Hears(client));
        await visit.Revoke(Everybody);
        await StandsStill(world, client, () => visit.Allow(Somebody));
    });

    [Fact]
    public void A_network_ACL_is_asked_about_the_port_that_a_client_has() => Explore.Seeds(40, async world =>
    {
        var visit = await Visit.Begin(world);
        await visit.Allow(Somebody);
        await visit.Deny(egress: true, from: 40_000, to: 40_000);
        var (denied, other) = (Visit.Hears(await visit.Connect(40_000)), await visit.Connect(40_001));
        Assert.True(await Visit.Hears(other));
        await world.Delay(10 * Second);
        Assert.False(denied.IsCompleted);
    });

    private static async Task StandsStill(World world, System.IO.Pipelines.IDuplexPipe client, Func<Task> heal)
    {
        await world.Delay(Second);
        var hears = Visit.Hears(client);
        await world.Delay(world.Below(500 * Second));
        Assert.False(hears.IsCompleted);
        await heal();
        Assert.True(await hears);
        Assert.True(await Visit.Hears(client));
    }
}
