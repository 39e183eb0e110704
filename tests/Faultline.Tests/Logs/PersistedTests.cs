using System.Reflection;
using Faultline.Services.Logs.Keeping;

namespace Faultline.Tests.Logs;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks logs.</summary>
public sealed class PersistedTests
{
    private readonly LogsRig rig = new();

    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Group 1, Stream 2, Parcel 3, MetricFilter 4, SubscriptionFilter 5, Numbers 6",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Ids_of_events_stay_and_none_is_given_twice()
    {
        await rig.Made();
        await rig.Put("a", "b");
        var before = (await rig.Filter()).Events!.ConvertAll(each => each.EventId);
        rig.Reopen();
        Assert.Equal(before, (await rig.Filter()).Events!.ConvertAll(each => each.EventId));
        await rig.Logs.DeleteLogStream(
            rig.Call("DeleteLogStream"),
            new() { LogGroupName = LogsRig.Group, LogStreamName = LogsRig.Stream },
            LogsRig.Ct);
        rig.Reopen();
        await rig.MakeStream(LogsRig.Stream);
        await rig.Put("c", "d");
        Assert.Empty((await rig.Filter()).Events!.Select(each => each.EventId).Intersect(before));
    }

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        await rig.Made("b/c", "x", "y");
        await rig.Made();
        await rig.Put("a", "b");
        await rig.Retain(30);
        await rig.Meter("ERROR");
        await rig.Subscribe("s", "arn:aws:lambda:us-east-1:1:function:f");
        var before = await Everything();
        rig.Reopen();
        Assert.Equal(before, await Everything());
    }

    private async Task<string> Everything()
    {
        var all = new List<Wire.Shapes.IStructure>();
        foreach (var group in await rig.Groups())
        {
            all.Add(group);
            all.AddRange((await rig.Streams(request => request.LogGroupName = group.LogGroupName)).Select(stream =>
            {
                // A token is of the moment in which it is given.
                stream.UploadSequenceToken = null;
                return stream;
            }));
            all.Add(await rig.Logs.DescribeMetricFilters(
                rig.Call("DescribeMetricFilters"), new() { LogGroupName = group.LogGroupName }, LogsRig.Ct));
            all.Add(await rig.Logs.DescribeSubscriptionFilters(
                rig.Call("DescribeSubscriptionFilters"), new() { LogGroupName = group.LogGroupName! }, LogsRig.Ct));
        }

        all.Add(await rig.Filter());
        return string.Join('\n', all.Select(each => Convert.ToHexString(Reshape.Bytes(each))));
    }
}
