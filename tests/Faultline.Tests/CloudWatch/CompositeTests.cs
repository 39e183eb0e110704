using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Alarms;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.CloudWatch;

/// <summary>Alarms over alarms, and what holds their actions back.</summary>
public sealed class CompositeTests
{
    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Theory]
    [InlineData("ALARM(a)", true)]
    [InlineData("OK(a)", false)]
    [InlineData("INSUFFICIENT_DATA(\"c c\")", true)]
    [InlineData("ALARM(a) AND OK(b)", true)]
    [InlineData("ALARM(a) AND ALARM(b)", false)]
    [InlineData("ALARM(b) OR ALARM(a) AND OK(b)", true)]
    [InlineData("(ALARM(b) OR ALARM(a)) AND ALARM(b)", false)]
    [InlineData("NOT ALARM(b) AND NOT OK(a)", true)]
    [InlineData("NOT (ALARM(a) OR ALARM(b))", false)]
    [InlineData("TRUE", true)]
    [InlineData("FALSE OR ALARM('a')", true)]
    [InlineData("AT_LEAST(1, ALARM, (a, b))", true)]
    [InlineData("AT_LEAST(2, ALARM, (a, b))", false)]
    [InlineData("AT_LEAST(50%, NOT ALARM, (a, b, 'c c'))", true)]
    public void A_rule_holds_by_the_states_of_alarms(string rule, bool holds) => Assert.Equal(
        holds,
        RuleParser.Parse(rule).Holds(name => name switch { "a" => "ALARM", "b" => "OK", _ => "INSUFFICIENT_DATA" }));

    [Theory]
    [InlineData("")]
    [InlineData("ALARM")]
    [InlineData("ALARM()")]
    [InlineData("ALARM(a")]
    [InlineData("ALARM(a) OK(b)")]
    [InlineData("alarm(a)")]
    [InlineData("NOT")]
    [InlineData("AT_LEAST(3, ALARM, (a, b))")]
    [InlineData("(TRUE")]
    public void No_rule_is(string rule) => Assert.Throws<ExpressionFault>(() => RuleParser.Parse(rule));

    [Fact]
    public async Task A_composite_alarm_follows_its_children()
    {
        await rig.Alarm("a");
        await rig.Alarm("b");
        await rig.Composite("both", "ALARM(a) AND ALARM(b)", put => put.AlarmActions = [WatchRig.Topic]);
        await rig.Composite("any", "ALARM(both) OR ALARM(a)");
        await rig.After(0);
        Assert.Equal(("OK", "OK"), ((await rig.LookAt("both")).StateValue, (await rig.LookAt("any")).StateValue));
        await rig.Set("a", "ALARM");
        await rig.After(1);
        Assert.Equal(("OK", "ALARM"), ((await rig.LookAt("both")).StateValue, (await rig.LookAt("any")).StateValue));
        await rig.Set("b", "ALARM");
        await rig.After(1);
        var both = await rig.LookAt("both");
        Assert.Equal("ALARM", both.StateValue);
        Assert.Equal(
            "arn:aws:cloudwatch:us-east-1:111122223333:alarm:b transitioned to ALARM at Friday 02 January, 2026 "
            + "03:04:06 UTC",
            both.StateReason);
        Assert.Contains("triggeringAlarms", both.StateReasonData, StringComparison.Ordinal);
        Assert.Contains(
            "Failed to execute action", (await rig.History("both"))[^1].HistorySummary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_was_set_stays_until_a_child_changes()
    {
        await rig.Alarm("a");
        await rig.Composite("top", "ALARM(a)");
        await rig.After(0);
        await rig.Set("top", "ALARM");
        rig.Reopen();
        await rig.After(10);
        Assert.Equal("ALARM", (await rig.LookAt("top")).StateValue);
        await rig.Set("a", "OK");
        await rig.After(1);
        Assert.Equal("OK", (await rig.LookAt("top")).StateValue);
    }

    [Fact]
    public async Task What_no_composite_alarm_can_be_is_refused_in_words_of_AWS()
    {
        await rig.Alarm("a");
        await Says("Error in AlarmRule [Unsupported token 'a'", "alarm(a)");
        await Says("A composite alarm cannot have a child relation with itself via its AlarmRule", "ALARM(top)");
        await Says(
            "A composite alarm cannot have a child relation with itself via its AlarmRule",
            "ALARM(a) OR NOT OK(arn:aws:cloudwatch:us-east-1:111122223333:alarm:top)");
        await Says("ActionsSuppressorWaitPeriod must not be null", "ALARM(a)", put => put.ActionsSuppressor = "a");
        await Says("ActionsSuppressorExtensionPeriod must not be null", "ALARM(a)", put =>
            (put.ActionsSuppressor, put.ActionsSuppressorWaitPeriod) = ("a", 1));
        await Says("ActionsSuppressorWaitPeriod requires an ActionSuppressor", "ALARM(a)", put =>
            put.ActionsSuppressorWaitPeriod = 1);
        await Says(
            "Invalid region eu-west-1 specified.",
            "ALARM(a)",
            put => put.AlarmActions = ["arn:aws:sns:eu-west-1:111122223333:pager"]);

        Task Says(string says, string rule, Action<PutCompositeAlarmInput>? with = null) =>
            Ec2Rig.Refused("ValidationError", () => rig.Composite("top", rule, with), says);
    }

    [Fact]
    public async Task Alarms_in_a_circle_are_not_judged_and_can_be_freed()
    {
        await rig.Alarm("a");
        await rig.Composite("one", "ALARM(a)");
        await rig.Composite("two", "ALARM(one)");
        await rig.Composite("one", "NOT ALARM(two)");
        await rig.After(0);
        Assert.Equal("INSUFFICIENT_DATA", (await rig.LookAt("one")).StateValue);
        await Ec2Rig.Refused("ValidationError", () => Delete("one"), "Cannot delete one");
        await rig.Composite("one", "FALSE");
        await rig.After(0);
        Assert.Equal("OK", (await rig.LookAt("one")).StateValue);
        await Delete("two");
        await Delete("one");

        async Task Delete(string name) =>
            await rig.Watch.DeleteAlarms(rig.Call("DeleteAlarms"), new() { AlarmNames = [name] }, WatchRig.Ct);
    }

    [Fact]
    public async Task Children_and_parents_are_found()
    {
        await rig.Alarm("a");
        await rig.Composite("top", "ALARM(a)");
        await rig.Composite("topmost", "ALARM(top)");
        Assert.Equal("a", await Names(new() { ChildrenOfAlarmName = "top" }));
        Assert.Equal("top", await Names(new() { ChildrenOfAlarmName = "topmost" }));
        Assert.Equal("top", await Names(new() { ParentsOfAlarmName = "a" }));
        await Ec2Rig.Refused("ValidationError", () => rig.Composite("x", "ALARM(none)"), "[none]");
        await Ec2Rig.Refused("ValidationError", () => rig.Composite("a", "TRUE"), "metric alarm");
        await Ec2Rig.Refused(
            "ValidationError", () => rig.Composite("x", "TRUE", put => put.AlarmActions = [WatchRig.Policy]));

        async Task<string> Names(DescribeAlarmsInput request)
        {
            var found = await rig.Watch.DescribeAlarms(rig.Call("DescribeAlarms"), request, WatchRig.Ct);
            return string.Join(' ', found.MetricAlarms!.Select(alarm => alarm.AlarmName)
                .Concat(found.CompositeAlarms!.Select(alarm => alarm.AlarmName)));
        }
    }

    /// <summary>"Composite alarm action suppression", user guide: waits 60 seconds, goes on for 30.</summary>
    [Fact]
    public async Task A_suppressor_holds_actions_back()
    {
        await Suppressed();
        await rig.Set("a", "ALARM");
        await rig.After(1);
        Assert.Equal("WaitPeriod", (await rig.LookAt("top")).ActionsSuppressedBy);
        await rig.Set("quiet", "ALARM");
        await rig.After(20);
        Assert.Equal("Alarm", (await rig.LookAt("top")).ActionsSuppressedBy);
        await rig.After(100);
        Assert.Equal(0, await Acted());
        await rig.Set("quiet", "OK");
        await rig.After(1);
        Assert.Equal("ExtensionPeriod", (await rig.LookAt("top")).ActionsSuppressedBy);
        await rig.After(29);
        Assert.Equal(0, await Acted());
        await rig.After(2);
        Assert.Equal(1, await Acted());
        Assert.Null((await rig.LookAt("top")).ActionsSuppressedBy);
    }

    [Fact]
    public async Task What_is_not_suppressed_in_time_is_done()
    {
        await Suppressed();
        await rig.Set("a", "ALARM");
        var again = await rig.After(1);
        Assert.True(again <= rig.Now.AddSeconds(60));
        await rig.After(59);
        Assert.Equal(0, await Acted());
        rig.Reopen();
        await rig.After(2);
        Assert.Equal(1, await Acted());
        await rig.After(100);
        Assert.Equal(1, await Acted());
    }

    [Fact]
    public async Task What_is_over_before_the_extension_ends_is_never_done()
    {
        await Suppressed();
        await rig.Set("quiet", "ALARM");
        await rig.After(1);
        await rig.Set("a", "ALARM");
        await rig.After(1);
        await rig.Set("quiet", "OK");
        await rig.After(1);
        await rig.Set("a", "OK");
        await rig.After(1);
        await rig.After(100);
        Assert.Equal(0, await Acted());
    }

    private async Task Suppressed()
    {
        await rig.Alarm("a", put => put.TreatMissingData = "ignore");
        await rig.Alarm("quiet", put => put.TreatMissingData = "ignore");
        await rig.Set("a", "OK");
        await rig.Set("quiet", "OK");
        await rig.Composite("top", "ALARM(a)", put =>
        {
            (put.AlarmActions, put.OKActions) = ([WatchRig.Topic], [WatchRig.Topic]);
            (put.ActionsSuppressor, put.ActionsSuppressorWaitPeriod, put.ActionsSuppressorExtensionPeriod) =
                ("quiet", 60, 30);
        });
        await rig.After(0);
        await rig.After(120);
        before = (await rig.History("top", "Action")).Count;
    }

    private int before;

    private async Task<int> Acted() => (await rig.History("top", "Action")).Count - before;
}
