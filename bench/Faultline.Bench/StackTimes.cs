using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Faultline.Bench;

/// <summary>
/// How long a stack of fifty real resources takes, of which none boots anything: from the call that makes it to the
/// answer that says so, and the same of its end.
/// </summary>
internal static class StackTimes
{
    private const int Port = 4708;

    private const int NetworkCount = 9;

    private const string Network = """
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.8.0.0/16}}
          Gateway: {Type: AWS::EC2::InternetGateway}
          Attachment:
            Type: AWS::EC2::VPCGatewayAttachment
            Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}
          Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
          Route:
            Type: AWS::EC2::Route
            DependsOn: Attachment
            Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
          Doors:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: doors
              VpcId: !Ref Vpc
              SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]
          Balancer:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            DependsOn: Attachment
            Properties: {Subnets: [!Ref Subnet0, !Ref Subnet1], SecurityGroups: [!Ref Doors]}
          Targets:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 80}
          Listener:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !Ref Balancer
              Protocol: HTTP
              Port: 80
              DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]

        """;

    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        var folder = Path.Combine(Path.GetTempPath(), $"faultline-bench-{Port}");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await using var server = await Served.Start(
            Port, folder, arguments.Binary, "up", "--port", $"{Port}", "--state", folder, "--timing", "fast");
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{Port}") };
        var (template, count) = Template();
        for (var round = 0; round <= arguments.Rounds; round++)
        {
            // The first one finds a server that has never made one.
            var which = round == 0 ? "the first" : "later ones";
            var begin = Stopwatch.GetTimestamp();
            var made = await Ask(
                http, "CreateStack", $"&StackName=bench&TemplateBody={Uri.EscapeDataString(template)}");
            var id = Uri.EscapeDataString(Regex.Match(made, "<StackId>(.+?)</StackId>").Groups[1].Value);
            await Until(http, id, "CREATE_COMPLETE");
            Add(sheet, $"{count} resources made, {which}, s", begin);
            begin = Stopwatch.GetTimestamp();
            await Ask(http, "DeleteStack", $"&StackName={id}");
            await Until(http, id, "DELETE_COMPLETE");
            Add(sheet, $"{count} resources deleted, {which}, s", begin);
        }

        sheet.Print(arguments.Json, _ => null);
    }

    private static void Add(Sheet sheet, string name, long begin) =>
        sheet.Add(name, Stopwatch.GetElapsedTime(begin).TotalSeconds);

    private static async Task Until(HttpClient http, string id, string status)
    {
        while (true)
        {
            var answer = await Ask(http, "DescribeStacks", $"&StackName={id}");
            var now = Regex.Match(answer, "<StackStatus>(.+?)</StackStatus>").Groups[1].Value;
            if (now == status)
            {
                return;
            }

            if (!now.EndsWith("IN_PROGRESS", StringComparison.Ordinal) || now.Contains("ROLLBACK"))
            {
                throw new InvalidOperationException($"The stack came to {now}, not {status}: {answer}");
            }

            await Task.Delay(2);
        }
    }

    private static async Task<string> Ask(HttpClient http, string operation, string rest)
    {
        var now = DateTime.UtcNow;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(
                $"Action={operation}&Version=2010-05-15{rest}", null, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("x-amz-date", now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("authorization",
            $"AWS4-HMAC-SHA256 Credential=test/{now:yyyyMMdd}/us-east-1/cloudformation/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=00");
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? body : throw new InvalidOperationException($"{operation}: {body}");
    }

    /// <summary>A network over zones, a balancer in it, and what an application has beside it.</summary>
    private static (string Text, int Count) Template()
    {
        var (text, count) = (new StringBuilder(Network), NetworkCount);
        foreach (var number in Enumerable.Range(0, 6))
        {
            Put($"Subnet{number}", "EC2::Subnet", $"VpcId: !Ref Vpc, CidrBlock: 10.8.{number}.0/24, "
                + $"AvailabilityZone: !Select [{number % 3}, !GetAZs '']");
            Put($"Way{number}", "EC2::SubnetRouteTableAssociation",
                $"SubnetId: !Ref Subnet{number}, RouteTableId: !Ref Table");
        }

        foreach (var number in Enumerable.Range(0, 14))
        {
            Put($"Queue{number}", "SQS::Queue", number == 0 ? "DelaySeconds: 0" : "RedrivePolicy: "
                + $"{{deadLetterTargetArn: !GetAtt Queue{number - 1}.Arn, maxReceiveCount: 3}}");
        }

        foreach (var number in Enumerable.Range(0, 8))
        {
            Put($"Alarm{number}", "CloudWatch::Alarm", "Namespace: AWS/SQS, Statistic: Sum, Period: 60, Threshold: 9, "
                + "MetricName: ApproximateNumberOfMessagesVisible, EvaluationPeriods: 1, ComparisonOperator: "
                + $"GreaterThanThreshold, Dimensions: [{{Name: QueueName, Value: !GetAtt Queue{number}.QueueName}}]");
        }

        foreach (var number in Enumerable.Range(0, 4))
        {
            Put($"Log{number}", "Logs::LogGroup", "RetentionInDays: 7");
        }

        foreach (var number in Enumerable.Range(0, 3))
        {
            Put($"Parameter{number}", "SSM::Parameter", $"Type: String, Value: !Ref Queue{number}");
        }

        return (text.ToString(), count);

        void Put(string name, string type, string properties)
        {
            text.Append("  ").Append(name).Append(": {Type: AWS::").Append(type)
                .Append(", Properties: {").Append(properties).Append("}}\n");
            count++;
        }
    }
}
