using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Wire.Planes;
using Faultline.Wire.Routing;

namespace Faultline.Tests.Faults;

/// <summary>Faults that are for some callers only.</summary>
public sealed class CallerTests
{
    private const string Role = "arn:aws:iam::123456789012:role/team/app";

    private static readonly Atlas map = Atlas.Draw(new());

    [Theory]
    [InlineData(Role, "arn:aws:sts::123456789012:assumed-role/app/session", true)]
    [InlineData(Role, "arn:aws:sts::123456789012:assumed-role/app", true)]
    [InlineData(Role, "arn:aws:sts::123456789012:assumed-role/app2/session", false)]
    [InlineData(Role, "arn:aws:sts::210987654321:assumed-role/app/session", false)]
    [InlineData(Role, "arn:aws:iam::123456789012:root", false)]
    [InlineData(Role, null, false)]
    [InlineData("arn:aws:iam::123456789012:role/app", "arn:aws:sts::123456789012:assumed-role/app/session", true)]
    [InlineData("arn:aws:iam::123456789012:user/ann", "arn:aws:iam::123456789012:user/ann", true)]
    [InlineData("arn:aws:iam::123456789012:user/ann", "arn:aws:iam::123456789012:user/anna", false)]
    public void A_role_stands_for_its_sessions(string wanted, string? caller, bool are) =>
        Assert.Equal(are, Callers.Are(wanted, caller));

    [Fact]
    public void The_gate_strikes_whom_a_fault_is_for()
    {
        var view = View("api-error", ("service", "ec2"), ("caller", Role));
        var call = new ApiCall("ec2", "DescribeVpcs", map.Region("us-east-1")!, "123456789012", true, true);
        bool Passes(string? caller) => view.Gate(call with { Caller = caller }, default, new(1)).Passes;

        Assert.False(Passes("arn:aws:sts::123456789012:assumed-role/app/session"));
        Assert.True(Passes("arn:aws:sts::123456789012:assumed-role/other/session"));
        Assert.True(Passes(null));
    }

    [Fact]
    public void Room_is_short_for_whom_a_fault_is_for()
    {
        const string Group = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:id:autoScalingGroupName/web";
        var zone = map.Region("us-east-1")!.Children[0];
        var view = View("capacity-shortage", ("place", zone.Name), ("group", Group));
        double Left(string? group) => view.Capacity(zone, "t3.micro", new(null, group, new(1)));

        Assert.Equal(0, Left(Asker.GroupOf("123456789012", "web")));
        Assert.Equal(1, Left(Asker.GroupOf("123456789012", "web2")));
        Assert.Equal(1, Left(Asker.GroupOf("210987654321", "web")));
        Assert.Equal(1, Left(null));
        Assert.Equal(1, view.Capacity(zone, "t3.micro"));
    }

    [Fact]
    public void Of_a_share_so_many_are_struck()
    {
        var zone = map.Region("us-east-1")!.Children[0];
        var view = View("capacity-shortage", ("place", zone.Name), ("caller", Role), ("share", "30%"));
        var dice = new Dice(1);
        var struck = Enumerable.Range(0, 1000).Count(_ => view.Capacity(
            zone, "t3.micro", new("arn:aws:sts::123456789012:assumed-role/app/s", null, dice)) < 1);
        Assert.InRange(struck, 250, 350);
    }

    [Theory]
    [InlineData("api-error", "caller", "app")]
    [InlineData("capacity-shortage", "caller", "app")]
    [InlineData("capacity-shortage", "group", "web")]
    public void Who_is_meant_is_said_by_an_ARN(string kind, string parameter, string value)
    {
        var problems = new List<string>();
        Assert.Null(Read(kind, problems, ("place", "use1-az1"), (parameter, value)));
        Assert.Contains(problems, problem => problem.StartsWith($"{parameter} is the ARN", StringComparison.Ordinal));
    }

    private static BoardView View(string kind, params (string, string)[] given)
    {
        var problems = new List<string>();
        var fault = Read(kind, problems, given);
        Assert.Empty(problems);
        return new([.. fault!.Effects(map, 1, 1).Select(effect => ("fault", effect))]);
    }

    private static Fault? Read(string kind, List<string> problems, params (string Name, string Value)[] given) =>
        Reading.Fault(
            kind,
            given.Where(each => kind != "api-error" || each.Name != "place")
                .ToDictionary(each => each.Name, each => each.Value),
            map,
            new CatalogWords(Catalog.Default),
            problems);
}
