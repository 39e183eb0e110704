using Faultline.Api.Ec2;
using Faultline.Services.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.Ec2;

public sealed class FiltersTests
{
    private static readonly Thing[] things =
    [
        new("red", true, 1, ["x", "y"], new() { ["team"] = "a" }),
        new("green", false, 2.5, ["y"], new() { ["team"] = "b", ["stage"] = "test" }),
        new(null, null, null, null, []),
    ];

    private static readonly Filters<Thing> filters = new Filters<Thing>()
        .On("colour", thing => thing.Colour)
        .On("round", thing => thing.Round)
        .On("size", thing => thing.Size)
        .On("part", thing => thing.Parts)
        .OnTags(thing => thing.Tags);

    [Theory]
    [InlineData("", "0 1 2")]
    [InlineData("colour=red", "0")]
    [InlineData("colour=red,green", "0 1")]
    [InlineData("colour=r*", "0")]
    [InlineData("colour=*", "0 1")]
    [InlineData("colour=Red", "")]
    [InlineData("colour=red part=y", "0")]
    [InlineData("part=y", "0 1")]
    [InlineData("part=x part=y", "0")]
    [InlineData("round=true", "0")]
    [InlineData("round=false", "1")]
    [InlineData("size=1", "0")]
    [InlineData("size=2.5", "1")]
    [InlineData("size=1,2.5 round=false", "1")]
    [InlineData("tag:team=a", "0")]
    [InlineData("tag:team=?", "0 1")]
    [InlineData("tag:Team=a", "")]
    [InlineData("tag-key=stage", "1")]
    [InlineData("tag-value=a,test", "0 1")]
    public void Within_a_filter_one_value_must_match_and_every_filter_must(string asked, string passing)
    {
        var passes = filters.Read(Ec2Call.Filters(asked.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var found = things.Index().Where(thing => passes(thing.Item)).Select(thing => thing.Index);
        Assert.Equal(passing, string.Join(' ', found));
    }

    [Theory]
    [InlineData("shape")]
    [InlineData("Colour")]
    [InlineData("tag")]
    public void A_name_that_the_operation_does_not_know_is_refused(string name) => Refused(
        "InvalidParameterValue", $"The filter '{name}' is invalid", [new() { Name = name, Values = ["x"] }]);

    [Fact]
    public void A_filter_without_a_name_is_refused_and_one_without_values_passes_nothing()
    {
        Refused("InvalidParameterValue", "The filter 'null' is invalid", [new() { Values = ["x"] }]);
        Assert.DoesNotContain(things, thing => filters.Read([new() { Name = "colour" }])(thing));
    }

    [Fact]
    public void Tags_are_no_filter_of_what_has_none() =>
        Assert.Throws<AwsError>(() => new Filters<Thing>().Read(Ec2Call.Filters("tag:team=a")));

    [Fact]
    public void What_one_call_may_filter_by_has_a_limit()
    {
        var many = Enumerable.Repeat("x", 200).ToList();
        filters.Read([new() { Name = "colour", Values = many }]);
        Refused(
            "FilterLimitExceeded", "The maximum number of filter values specified on a single call is 200",
            [new() { Name = "colour", Values = many }, new() { Name = "colour", Values = ["x"] }]);
        filters.Read([new() { Name = "colour", Values = [new('x', 255)] }]);
        Refused(
            "FilterLimitExceeded", "The maximum length for a filter value is 255 characters",
            [new() { Name = "colour", Values = [new('x', 256)] }]);
        Refused(
            "FilterLimitExceeded", "The maximum number of filters specified on a single call is 50",
            [.. Enumerable.Range(0, 51).Select(_ => new Filter { Name = "colour", Values = ["x"] })]);
    }

    private static void Refused(string code, string message, List<Filter> asked)
    {
        var error = Assert.Throws<AwsError>(() => filters.Read(asked));
        Assert.Equal((code, 400, message), (error.Code, error.Status, error.Message));
    }

    private sealed record Thing(
        string? Colour, bool? Round, double? Size, string[]? Parts, Dictionary<string, string> Tags);
}
