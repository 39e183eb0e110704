using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.CloudWatch;

/// <summary>
/// What mute rules do to alarms, as in the scenarios of "How alarm mute rules work" in the user guide; and the
/// operations on them. The window is from 03:10 to 03:20, and it is 03:04:05.
/// </summary>
public sealed class MuteTests
{
    private const string Window = "at(2026-01-02T03:10)";
    private const string High = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:high";

    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Fact]
    public async Task What_is_over_when_the_window_ends_is_not_done()
    {
        await Muted();
        await rig.Alarm(with: alarm => alarm.AlarmActions = [WatchRig.Policy]);
        await At(10);
        await Enter("ALARM");
        await At(15);
        await Enter("OK");
        await At(25);
        Assert.Empty(rig.Scaled);
        Assert.DoesNotContain(await rig.History(), item => item.HistoryItemType == HistoryItemType.Action);
    }

    [Fact]
    public async Task What_lasts_when_the_window_ends_is_done_then()
    {
        await Muted();
        await At(12);
        await Enter("ALARM");
        await At(19);
        Assert.Empty(rig.Scaled);
        rig.Reopen();
        await At(20);
        Assert.Equal(("ALARM", 12), (Assert.Single(rig.Scaled).State, rig.Scaled[0].At.Minute));
        await rig.After(1);
        Assert.Single(rig.Scaled);
        Assert.Equal("EXPIRED", await Status());
    }

    /// <summary>Nothing else wakes it: the rule says when to look again.</summary>
    [Fact]
    public async Task A_composite_alarm_acts_at_the_end_of_the_window()
    {
        await rig.Composite("high", "FALSE", put => put.AlarmActions = [WatchRig.Topic]);
        await Mute();
        await rig.After(0);
        await At(12);
        await rig.Set("high", "ALARM");
        Assert.Equal(new(2026, 1, 2, 3, 20, 0, TimeSpan.Zero), await rig.After(1));
        await At(20);
        Assert.Equal("Action", (await rig.History())[^1].HistoryItemType);
    }

    [Fact]
    public async Task Of_rules_that_overlap_the_last_to_end_counts()
    {
        await Muted();
        await Mute("second", "at(2026-01-02T03:15)", "PT15M");
        await At(12);
        await Enter("ALARM");
        await At(21);
        Assert.Empty(rig.Scaled);
        await At(30);
        Assert.Single(rig.Scaled);
    }

    [Theory]
    [InlineData("shorter")]
    [InlineData("deleted")]
    [InlineData("aimed elsewhere")]
    public async Task A_rule_that_is_changed_unmutes_at_once(string how)
    {
        await Muted();
        await rig.Alarm("other");
        await At(12);
        await Enter("ALARM");
        await At(16);
        await (how switch
        {
            "shorter" => Mute(duration: "PT6M"),
            "deleted" => Delete(),
            _ => Mute(alarm: "other"),
        });
        await rig.After(0);
        Assert.Single(rig.Scaled);
    }

    [Fact]
    public async Task The_actions_that_it_has_at_the_end_are_done()
    {
        await Muted(WatchRig.Topic);
        await At(12);
        await Enter("ALARM");
        await Alarm(WatchRig.Policy);
        await At(20);
        Assert.Equal(WatchRig.Policy, Assert.Single(rig.Scaled).Action);
        Assert.DoesNotContain(
            await rig.History(type: HistoryItemType.Action),
            item => item.HistorySummary!.Contains("sns", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Actions_that_are_gone_or_switched_off_are_not_done_at_the_end(bool areGone)
    {
        await Muted(WatchRig.Topic);
        await At(12);
        await Enter("ALARM");
        await (areGone ? Alarm() : rig.Watch.DisableAlarmActions(
            rig.Call("DisableAlarmActions"), new() { AlarmNames = ["high"] }, WatchRig.Ct).AsTask());
        await At(20);
        await Alarm(WatchRig.Topic);
        await rig.After(0);
        Assert.Empty(await rig.History(type: HistoryItemType.Action));
    }

    [Fact]
    public async Task Policies_are_not_called_again_while_muted_and_are_after()
    {
        await Muted();
        await Enter("ALARM");
        await At(9);
        Assert.Equal(2, rig.Scaled.Count);
        await At(10);
        await At(19);
        Assert.Equal(2, rig.Scaled.Count);
        await At(20);
        Assert.Equal(3, rig.Scaled.Count);
    }

    /// <summary>Set within the window, and nobody was there before its end.</summary>
    [Fact]
    public async Task What_was_muted_while_the_server_was_away_stays_so()
    {
        await Muted();
        rig.Now = new(2026, 1, 2, 3, 12, 0, TimeSpan.Zero);
        await rig.Set("high", "ALARM");
        rig.Now = rig.Now.AddMinutes(2);
        await rig.Set("high", "OK");
        rig.Reopen();
        await At(25);
        Assert.Equal("OK", Assert.Single(rig.Scaled).State);
    }

    [Fact]
    public async Task What_came_before_the_window_and_was_not_done_yet_is_held_back_too()
    {
        await Muted();
        await rig.Set("high", "ALARM");
        await At(12);
        Assert.Empty(rig.Scaled);
        await At(20);
        Assert.Single(rig.Scaled);
    }

    [Fact]
    public async Task Rules_are_shown_listed_and_deleted()
    {
        await Muted();
        await rig.Alarm("other");
        await Mute("night", "cron(0 23 * * *)", "PT2H", "other");
        var shown = await Get("rule");
        Assert.Equal(
            ("arn:aws:cloudwatch:us-east-1:111122223333:alarm-mute-rule:rule", "SCHEDULED", "ONE_TIME", rig.Now),
            (shown.AlarmMuteRuleArn, shown.Status, shown.MuteType, shown.LastUpdatedTimestamp));
        Assert.Equal((Window, "PT10M"), (shown.Rule!.Schedule.Expression, shown.Rule.Schedule.Duration));
        Assert.Equal(["high"], shown.MuteTargets!.AlarmNames);
        Assert.Equal("night rule", await Names(new()));
        Assert.Equal("night", await Names(new() { AlarmName = "other" }));
        await At(11);
        Assert.Equal("rule", await Names(new() { Statuses = ["ACTIVE", "EXPIRED"] }));
        var first = await List(new() { MaxRecords = 1 });
        Assert.Equal("RECURRING", Assert.Single(first.AlarmMuteRuleSummaries!).MuteType);
        Assert.Equal("rule", await Names(new() { NextToken = first.NextToken }));
        await Ec2Rig.Refused("InvalidNextToken", () => List(new() { NextToken = "x" }));
        await Ec2Rig.Refused("ResourceNotFoundException", () => List(new() { AlarmName = "none" }));
        await Delete();
        await Delete();
        await Ec2Rig.Refused("ResourceNotFoundException", () => Get("rule"), "alarm-mute-rule rule");
        await Ec2Rig.Refused("ValidationError", () => Mute(alarm: "none"), "none");
        await Ec2Rig.Refused("ValidationError", () => Mute(alarm: High), High);
    }

    [Fact]
    public async Task Rules_have_tags()
    {
        await Muted();
        var arn = (await Get("rule")).AlarmMuteRuleArn!;
        await rig.Watch.TagResource(
            rig.Call("TagResource"),
            new() { ResourceARN = arn, Tags = [new() { Key = "b", Value = "2" }] },
            WatchRig.Ct);
        await Mute();
        var tags = (await rig.Watch.ListTagsForResource(
            rig.Call("ListTagsForResource"), new() { ResourceARN = arn }, WatchRig.Ct)).Tags!;
        Assert.Equal("a=1 b=2", string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    [Fact]
    public async Task An_account_has_so_many_rules()
    {
        await rig.Alarm();
        for (var i = 0; i < Limits.MuteRulesMax; i++)
        {
            await Mute($"rule {i}");
        }

        await Ec2Rig.Refused("LimitExceeded", () => Mute("more"), "mute rules");
        await Mute("rule 7");
    }

    /// <summary>An alarm that is OK, and a rule that mutes it from 03:10 to 03:20.</summary>
    private async Task Muted(string action = WatchRig.Policy)
    {
        await Alarm();
        await rig.Set("high", "OK");
        await rig.After(0);
        await Alarm(action);
        await Mute();
    }

    private Task Alarm(params string[] actions) => rig.Alarm(with: alarm =>
    {
        alarm.AlarmActions = [.. actions];
        alarm.OKActions = [.. actions];
        alarm.TreatMissingData = "ignore";
    });

    private async Task Mute(
        string name = "rule", string expression = Window, string duration = "PT10M", string alarm = "high") =>
        await rig.Watch.PutAlarmMuteRule(
            rig.Call("PutAlarmMuteRule"),
            new()
            {
                Name = name,
                Rule = new() { Schedule = new() { Expression = expression, Duration = duration } },
                MuteTargets = new() { AlarmNames = [alarm] },
                Tags = [new() { Key = "a", Value = "1" }],
            },
            WatchRig.Ct);

    private async Task Delete() => await rig.Watch.DeleteAlarmMuteRule(
        rig.Call("DeleteAlarmMuteRule"), new() { AlarmMuteRuleName = "rule" }, WatchRig.Ct);

    private async Task<GetAlarmMuteRuleOutput> Get(string name) => await rig.Watch.GetAlarmMuteRule(
        rig.Call("GetAlarmMuteRule"), new() { AlarmMuteRuleName = name }, WatchRig.Ct);

    private async Task<string> Status() => (await Get("rule")).Status!;

    private async Task<ListAlarmMuteRulesOutput> List(ListAlarmMuteRulesInput request) =>
        await rig.Watch.ListAlarmMuteRules(rig.Call("ListAlarmMuteRules"), request, WatchRig.Ct);

    private async Task<string> Names(ListAlarmMuteRulesInput request) => string.Join(
        ' ', (await List(request)).AlarmMuteRuleSummaries!.Select(rule => rule.AlarmMuteRuleArn!.Split(':')[^1]));

    private async Task Enter(string state)
    {
        await rig.Set("high", state);
        await rig.After(1);
    }

    /// <summary>The minute after three comes, and all alarms are looked at.</summary>
    private Task<DateTimeOffset?> At(int minute) =>
        rig.After((int)(new DateTimeOffset(2026, 1, 2, 3, minute, 0, TimeSpan.Zero) - rig.Now).TotalSeconds);
}
