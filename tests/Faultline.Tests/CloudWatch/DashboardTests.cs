using Faultline.Api.CloudWatch;
using Faultline.Services;
using Faultline.Tests.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.CloudWatch;

/// <summary>Dashboards, tags, and what services measure.</summary>
public sealed class DashboardTests
{
    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Fact]
    public async Task A_dashboard_is_kept_as_it_was_written()
    {
        const string Body = "{\"widgets\":[{\"type\":\"text\",\"properties\":{\"markdown\":\"hi\"}}]}";
        await Put("ops", Body);
        await Put("other", "{\"widgets\":[]}");
        rig.Reopen();
        var shown = await Get("ops");
        Assert.Equal(Body, shown.DashboardBody);
        Assert.Equal("arn:aws:cloudwatch::111122223333:dashboard/ops", shown.DashboardArn);
        var entry = Assert.Single((await rig.Watch.ListDashboards(
            rig.Call("ListDashboards"), new() { DashboardNamePrefix = "op" }, WatchRig.Ct)).DashboardEntries!);
        Assert.Equal(("ops", Body.Length), (entry.DashboardName, entry.Size));
        await Ec2Rig.Refused("ResourceNotFound", () => Delete("ops", "none"));
        await Get("ops");
        await Delete("ops", "other");
        await Ec2Rig.Refused("ResourceNotFound", () => Get("ops"), "ops");

        async Task<GetDashboardOutput> Get(string name) =>
            await rig.Watch.GetDashboard(rig.Call("GetDashboard"), new() { DashboardName = name }, WatchRig.Ct);
        async Task Delete(params string[] names) => await rig.Watch.DeleteDashboards(
            rig.Call("DeleteDashboards"), new() { DashboardNames = [.. names] }, WatchRig.Ct);
    }

    [Theory]
    [InlineData("ops", "no", null)]
    [InlineData("ops", "[]", null)]
    [InlineData("ops", "{}", "/")]
    [InlineData("ops", "{\"widgets\":[{\"properties\":{}}]}", "/widgets/0")]
    [InlineData("ops", "{\"widgets\":[{\"type\":\"pie\",\"properties\":{}}]}", "/widgets/0/type")]
    [InlineData("ops", "{\"widgets\":[{\"type\":\"text\"}]}", "/widgets/0")]
    [InlineData("o p s", "{\"widgets\":[]}", null)]
    public async Task No_dashboard_is(string name, string body, string? path)
    {
        var error = await Assert.ThrowsAsync<AwsError>(() => Put(name, body));
        Assert.Equal("DashboardInvalidInputError", error.Type);
        var message = Assert.Single(((DashboardInvalidInputError)error.Body!).DashboardValidationMessages!);
        Assert.Equal(path, message.DataPath);
    }

    [Fact]
    public async Task Alarms_are_tagged()
    {
        await rig.Alarm();
        var arn = (await rig.Look()).AlarmArn!;
        await rig.Watch.TagResource(
            rig.Call("TagResource"),
            new() { ResourceARN = arn, Tags = [new() { Key = "a", Value = "1" }, new() { Key = "b", Value = "2" }] },
            WatchRig.Ct);
        await rig.Watch.UntagResource(
            rig.Call("UntagResource"), new() { ResourceARN = arn, TagKeys = ["a"] }, WatchRig.Ct);
        Assert.Equal("b", Assert.Single(await Tags(arn)).Key);
        await Ec2Rig.Refused("ResourceNotFoundException", () => Tags(arn + "x"));
        await Ec2Rig.Refused("InvalidParameterValue", () => Tags("high"));

        async Task<List<Tag>> Tags(string of) => (await rig.Watch.ListTagsForResource(
            rig.Call("ListTagsForResource"), new() { ResourceARN = of }, WatchRig.Ct)).Tags!;
    }

    [Fact]
    public async Task What_services_measure_is_kept_once_a_period()
    {
        var meter = new Meter();
        rig.Watch.Measured = [meter];
        var again = await rig.Watch.Collector.Look(WatchRig.Ct);
        Assert.Equal(rig.Now + rig.Watch.Collector.Every, again);
        Assert.Empty(meter.Periods);
        rig.Now = again!.Value;
        await rig.Watch.Collector.Look(WatchRig.Ct);
        Assert.Equal(rig.Now - rig.Watch.Collector.Every, Assert.Single(meter.Periods).From);
        await rig.Watch.Collector.Look(WatchRig.Ct);
        Assert.Single(meter.Periods);
        var shown = await rig.Watch.GetMetricStatistics(
            rig.Call("GetMetricStatistics", Ec2Rig.Other),
            new()
            {
                Namespace = "AWS/Test",
                MetricName = "Hits",
                Dimensions = [new() { Name = "Id", Value = "1" }],
                StartTime = rig.Now.AddMinutes(-5),
                EndTime = rig.Now.AddMinutes(1),
                Period = 60,
                Statistics = ["Sum", "SampleCount"],
            },
            WatchRig.Ct);
        var point = Assert.Single(shown.Datapoints!);
        Assert.Equal((7d, 3d, "Count"), (point.Sum, point.SampleCount, point.Unit));
    }

    private async Task Put(string name, string body) => await rig.Watch.PutDashboard(
        rig.Call("PutDashboard"), new() { DashboardName = name, DashboardBody = body }, WatchRig.Ct);

    private sealed class Meter : IMeasured
    {
        public List<Period> Periods { get; } = [];

        public ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
        {
            Periods.Add(period);
            return new(
            [
                new(Ec2Rig.Other, "AWS/Test", "Hits", [new("Id", "1")], "Count")
                {
                    At = period.From,
                    Values = [(2, 2), (3, 1)],
                },
            ]);
        }
    }
}
