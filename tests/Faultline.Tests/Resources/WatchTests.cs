using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Tests.Resources;

/// <summary>The resources of CloudWatch and CloudWatch Logs.</summary>
public sealed class WatchTests
{
    private const string MuteRule = "AWS::CloudWatch::AlarmMuteRule";

    [Fact]
    public void Alarm() => Grounds.Play(async grounds =>
    {
        var alarm = new Resource(grounds, "AWS::CloudWatch::Alarm", "Busy");
        await alarm.Make("""
            {"Namespace": "AWS/SQS", "MetricName": "ApproximateNumberOfMessagesVisible", "Statistic": "Sum",
             "Dimensions": [{"Name": "QueueName", "Value": "orders"}], "Period": "60", "EvaluationPeriods": 2,
             "Threshold": 10, "ComparisonOperator": "GreaterThanThreshold", "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        Assert.StartsWith("shop-Busy-", alarm.Id, StringComparison.Ordinal);
        await alarm.Change("""
            {"Metrics": [{"Id": "m", "ReturnData": false, "MetricStat":
             {"Metric": {"Namespace": "n", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}},
             {"Id": "e", "Expression": "m * 2"}], "EvaluationPeriods": 1,
             "Threshold": "1.5", "ComparisonOperator": "LessThanThreshold", "AlarmDescription": "math",
             "ActionsEnabled": "false", "TreatMissingData": "notBreaching"}
            """);
        var all = new Resource(grounds, "AWS::CloudWatch::CompositeAlarm", "All");
        await all.Make($$"""{"AlarmName": "all", "AlarmRule": "ALARM(\"{{alarm.Id}}\")"}""");
        await all.Change($$"""{"AlarmName": "all", "AlarmRule": "OK(\"{{alarm.Id}}\")", "AlarmDescription": "d"}""");
        await all.End();
        await alarm.End();
    });

    [Fact]
    public void An_alarm_of_somebody_else_is_not_taken() => Grounds.Play(async grounds =>
    {
        const string Asked = """
            {"AlarmName": "mine", "Namespace": "n", "MetricName": "m", "Statistic": "Sum", "Period": 60,
             "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"}
            """;
        await grounds.Ask<DescribeAlarmsOutput>(CloudWatchModel.Service, "PutMetricAlarm", new PutMetricAlarmInput
        {
            AlarmName = "mine",
            Namespace = "n",
            MetricName = "m",
            Statistic = "Sum",
            Period = 60,
            EvaluationPeriods = 1,
            Threshold = 1,
            ComparisonOperator = "GreaterThanThreshold",
        });
        await new Resource(grounds, "AWS::CloudWatch::Alarm", "Busy").Refused("AlreadyExists", Asked, "'mine'");
    });

    [Fact]
    public void Alarm_mute_rule() => Grounds.Play(async grounds =>
    {
        var alarm = new Resource(grounds, "AWS::CloudWatch::Alarm", "Busy");
        await alarm.Make("""
            {"Namespace": "n", "MetricName": "m", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
             "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"}
            """);
        var rule = new Resource(grounds, MuteRule, "Night") { Moving = ["LastUpdatedTimestamp"] };
        var shown = await rule.Make($$"""
            {"Rule": {"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT4H", "Timezone": "Asia/Tokyo"} },
             "MuteTargets": {"AlarmNames": ["{{alarm.Id}}"]}, "Description": "nobody is up", "StartDate":
             "2098-04-15T08:00", "ExpireDate": "2099-12-31T23:59", "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        Assert.StartsWith("shop-Night-", rule.Id, StringComparison.Ordinal);
        var arn = $"arn:aws:cloudwatch:{Grounds.Here}:{Grounds.Account}:alarm-mute-rule:{rule.Id}";
        Assert.Equal(
            (arn, "RECURRING", "SCHEDULED"),
            ((string)shown["Arn"]!, (string)shown["MuteType"]!, (string)shown["Status"]!));
        Assert.EndsWith("Z", (string)shown["LastUpdatedTimestamp"]!, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2098, 4, 14, 23, 0, 0, TimeSpan.Zero), (await Kept()).StartDate);
        Assert.NotNull(await grounds.On(
            MuteRule, each => each.Read(grounds.Work("Night", [], arn), Grounds.Ct)));
        await rule.Change("""{"Rule": {"Schedule": {"Expression": "at(2098-01-20T14:00)", "Duration": "P1D"}}}""");
        Assert.Null((await Kept()).MuteTargets);
        await rule.End();
        await alarm.End();

        Task<GetAlarmMuteRuleOutput> Kept() => grounds.Ask<GetAlarmMuteRuleOutput>(
            CloudWatchModel.Service, "GetAlarmMuteRule", new GetAlarmMuteRuleInput { AlarmMuteRuleName = rule.Id });
    });

    [Fact]
    public void An_alarm_mute_rule_that_cannot_be_is_refused() => Grounds.Play(async grounds =>
    {
        const string Schedule = """
            "Rule": {"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT4H", "Timezone": "ZONE"}}
            """;
        var rule = new Resource(grounds, MuteRule, "Night");
        var schedule = Schedule.Replace("ZONE", "UTC", StringComparison.Ordinal);
        await rule.Refused(
            "InvalidRequest", $$"""{{{schedule}}, "StartDate": "2098-04-15T08:00:00Z"}""",
            "StartDate needs to follow the format yyyy-MM-ddTHH:mm");
        await rule.Refused(
            "ValidationError", $$"""{{{Schedule}}, "ExpireDate": "2098-04-15T08:00"}""", "ZONE is not in the IANA");
        await rule.Refused(
            "ValidationError", $$"""{{{schedule}}, "MuteTargets": {"AlarmNames": ["none"]} }""", "The alarm none");
        var others = new PutAlarmMuteRuleInput
        {
            Name = "mine",
            Rule = new() { Schedule = new() { Expression = "cron(0 2 * * *)", Duration = "PT4H" } },
        };
        await grounds.Ask<ListAlarmMuteRulesOutput>(CloudWatchModel.Service, "PutAlarmMuteRule", others);
        await rule.Refused("AlreadyExists", $$"""{{{schedule}}, "Name": "mine"}""", "'mine'");
    });

    [Fact]
    public void An_alarm_mute_rule_that_is_gone_is_not_made_by_a_change() => Grounds.Play(async grounds =>
    {
        var rule = new Resource(grounds, MuteRule, "Night") { Moving = ["LastUpdatedTimestamp"] };
        const string Asked = """{"Rule": {"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT4H"}}}""";
        await rule.Make(Asked);
        await rule.Delete();
        var properties = new Properties(JsonNode.Parse(Asked)!.AsObject());
        var gone = await Assert.ThrowsAsync<AwsError>(() => grounds.On(MuteRule, async each =>
        {
            await each.Update(grounds.Work("Night", properties.All, rule.Id), properties, Grounds.Ct);
            return true;
        }));
        Assert.Equal("NotFound", gone.Code);
    });

    [Fact]
    public void What_no_service_honours_is_refused_by_name() => Grounds.Play(async grounds =>
        await new Resource(grounds, "AWS::Logs::LogGroup", "Group").Refused(
            "NotImplemented", """{"DataProtectionPolicy": {"Name": "p"}}""", "DataProtectionPolicy"));

    [Fact]
    public void Dashboard() => Grounds.Play(async grounds =>
    {
        var dashboard = new Resource(grounds, "AWS::CloudWatch::Dashboard", "Board");
        await dashboard.Make("""{"DashboardBody": "{\"widgets\":[]}"}""");
        await dashboard.Change("""
            {"DashboardBody": "{\"widgets\":[{\"type\":\"text\",\"properties\":{\"markdown\":\"hello\"}}]}"}
            """);
        await dashboard.End();
    });

    [Fact]
    public void Logs() => Grounds.Play(async grounds =>
    {
        var group = new Resource(grounds, "AWS::Logs::LogGroup", "Group");
        await group.Make("""{"LogGroupName": "/app", "RetentionInDays": 7, "Tags": [{"Key": "a", "Value": "1"}]}""");
        await group.Change("""{"LogGroupName": "/app", "Tags": [{"Key": "a", "Value": "2"}]}""");
        Assert.Equal("/app", group.Id);
        var stream = new Resource(grounds, "AWS::Logs::LogStream", "Stream");
        await stream.Make("""{"LogGroupName": "/app", "LogStreamName": "one"}""");
        Assert.Equal("one", stream.Id);
        var metric = new Resource(grounds, "AWS::Logs::MetricFilter", "Metric");
        await metric.Make("""
            {"LogGroupName": "/app", "FilterPattern": "ERROR", "MetricTransformations":
             [{"MetricName": "m", "MetricNamespace": "n", "MetricValue": "1", "DefaultValue": 0}]}
            """);
        await metric.Change("""
            {"LogGroupName": "/app", "FilterPattern": "{ $.level = \"error\" }", "MetricTransformations":
             [{"MetricName": "m", "MetricNamespace": "n", "MetricValue": "$.ms", "Unit": "Milliseconds",
               "Dimensions": [{"Key": "level", "Value": "$.level"}]}]}
            """);
        var subscription = new Resource(grounds, "AWS::Logs::SubscriptionFilter", "Subscription");
        var to = $"arn:aws:kinesis:{Grounds.Here}:{Grounds.Account}:stream/s";
        const string Role = "arn:aws:iam::111122223333:role/r";
        await subscription.Make($$"""
            {"LogGroupName": "/app", "FilterPattern": "", "DestinationArn": "{{to}}", "RoleArn": "{{Role}}"}
            """);
        await subscription.Change($$"""
            {"LogGroupName": "/app", "FilterPattern": "OK", "DestinationArn": "{{to}}", "RoleArn": "{{Role}}",
             "Distribution": "Random"}
            """);
        await subscription.End();
        await metric.End();
        await stream.End();
        await group.End();
    });

    [Fact]
    public void Parameter() => Grounds.Play(async grounds =>
    {
        var parameter = new Resource(grounds, "AWS::SSM::Parameter", "Parameter");
        var shown = await parameter.Make("""
            {"Name": "/shop/limit", "Type": "String", "Value": "5", "Description": "how many", "Tags": {"a": "1"}}
            """);
        Assert.Equal("/shop/limit", parameter.Id);
        Assert.Equal($"arn:aws:ssm:{Grounds.Here}:{Grounds.Account}:parameter/shop/limit", (string)shown["Arn"]!);
        await parameter.Change("""
            {"Name": "/shop/limit", "Type": "String", "Value": "7", "AllowedPattern": "[0-9]", "Tags": {"b": "2"}}
            """);
        await parameter.End();
        await new Resource(grounds, "AWS::SSM::Parameter", "Secret").Refused(
            "InvalidRequest", """{"Type": "SecureString", "Value": "x"}""", "SecureString");
    });
}
