using Faultline.Api.CloudWatch;

namespace Faultline.Tests.Resources;

/// <summary>The resources of CloudWatch and CloudWatch Logs.</summary>
public sealed class WatchTests
{
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
