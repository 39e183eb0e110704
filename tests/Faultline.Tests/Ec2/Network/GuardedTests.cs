using System.Net;
using Faultline.Services;
using Networks = Faultline.Services.Ec2.Network.Networks;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Who gets through to what is guarded beside EC2's interfaces, as databases are.</summary>
public sealed class GuardedTests
{
    private readonly ReachWorld world = new();

    [Theory]
    // subnet of, public, group, from: what becomes of it. The group "web" lets everybody in at 80, "db" only "app".
    [InlineData("web", true, "web", "127.0.0.1", true)]
    [InlineData("web", true, "db", "127.0.0.1", false)]
    [InlineData("db", true, "web", "127.0.0.1", false)] // No way from the internet leads to its subnet.
    [InlineData("db", false, "db", "127.0.0.1", true)] // As over a VPN.
    [InlineData("db", false, "db", "@app", true)]
    [InlineData("db", false, "db", "@web", false)]
    [InlineData("web", true, "db", "@app", true)]
    [InlineData("web", true, "db", "@web", false)]
    public void Groups_decide_about_instances_and_about_the_internet(
        string subnet, bool isPublic, string group, string from, bool passes)
    {
        var port = group == "db" ? 5432 : 80;
        var (guarded, client) = (world.Guarded(subnet, isPublic, group, port), Client(from));
        Assert.Equal(passes, Networks.Of(world.State, null).Admits(client, guarded, isTracked: false));
    }

    [Fact]
    public void What_was_let_in_is_remembered_unless_anybody_is()
    {
        var (web, app) = (Client("@web"), Client("@app"));
        var networks = Networks.Of(world.State, null);
        var database = world.Guarded("db", isPublic: false, "db", 5432);
        Assert.True(networks.Admits(web, database, isTracked: true));
        Assert.True(networks.Tracks(app, database));
        Assert.False(networks.Tracks(Client("127.0.0.1"), world.Guarded("web", isPublic: true, "open", 5432)));
    }

    [Fact]
    public void It_has_the_address_of_its_interface_where_it_has_one()
    {
        var (own, app) = (world.Interface("db"), Client("@app"));
        var database = world.Guarded("db", isPublic: false, "db", 5432);
        world.SendOnly("app", $"{own.Address}/32");
        var networks = Networks.Of(world.State, null);
        Assert.True(networks.Admits(app, database with { Interface = own.Id }, isTracked: false));
        Assert.False(networks.Admits(app, database, isTracked: false));
    }

    [Fact]
    public void Where_its_subnet_is_gone_nobody_stands_in_the_way() => Assert.True(
        Networks.Of(world.State, null).Admits(
        Client("127.0.0.1"), new("subnet-gone", 5432, true, ["sg-gone"]), isTracked: false));

    /// <summary>An instance by the interface that it has, or an address.</summary>
    private IPEndPoint Client(string from) =>
        new(from[0] == '@' ? world.Address(from[1..]) : IPAddress.Parse(from), 40_000);
}
