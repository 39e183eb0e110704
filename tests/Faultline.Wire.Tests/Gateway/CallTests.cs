using System.Net;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Calls of AWS operations, from bytes to bytes.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task A_queue_made_in_JSON_is_used_in_JSON_and_in_query()
    {
        await using var server = await Running.Start();
        var made = await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        Assert.Equal(200, made.Status);
        var url = (string)made.Json["QueueUrl"]!;
        Assert.Equal("http://localhost:4566/000000000000/q", url);

        var sent = await server.Json("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"hello"}""");
        Assert.Equal("5d41402abc4b2a76b9719d911017c592", (string)sent.Json["MD5OfMessageBody"]!);
        Assert.Equal(36, sent.Header("x-amzn-RequestId").Length);

        var taken = await server.Form(
            $"Action=ReceiveMessage&Version=2012-11-05&QueueUrl={Uri.EscapeDataString(url)}", "sqs");
        Assert.Equal("hello", taken.Xml.Descendants().Single(element => element.Name.LocalName == "Body").Value);
    }

    [Fact]
    public async Task The_host_that_the_client_used_stands_in_the_URLs_that_it_gets()
    {
        await using var server = await Running.Start();
        var made = await server.Send(
            "POST / HTTP/1.1\nHost: cloud.test:81\nContent-Type: application/x-amz-json-1.0\n"
            + "X-Amz-Target: AmazonSQS.CreateQueue\n" + Running.Key("test", "sqs"),
            """{"QueueName":"q"}"""u8.ToArray());
        Assert.Equal("http://cloud.test:81/000000000000/q", (string)made.Json["QueueUrl"]!);
    }

    [Theory]
    [InlineData("test", "000000000000")]
    [InlineData("123456789012", "123456789012")]
    public async Task A_key_nobody_made_is_the_root_of_its_account(string key, string account)
    {
        await using var server = await Running.Start();
        var identity = await server.Form("Action=GetCallerIdentity&Version=2011-06-15", key: key);
        Assert.Equal(200, identity.Status);
        Assert.Contains($"<Arn>arn:aws:iam::{account}:root</Arn>", identity.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_the_loopback_address_nobody_is_taken_on_trust()
    {
        await using var server = await Running.Start(
            settings => settings with { Listen = [new(IPAddress.Any, 4566)] }, client: IPAddress.Parse("192.0.2.7"));
        var unknown = await server.Form("Action=GetCallerIdentity&Version=2011-06-15");
        Assert.Equal(403, unknown.Status);
        var unsigned = await server.Send(
            "POST / HTTP/1.1\nHost: localhost\nContent-Type: application/x-amz-json-1.0\n"
            + "X-Amz-Target: AmazonSQS.ListQueues",
            "{}"u8.ToArray());
        Assert.Equal("MissingAuthenticationTokenException", Code(unsigned));
        var reset = await server.Send("POST /_localstack/state/reset HTTP/1.1\nHost: localhost");
        Assert.Equal(403, reset.Status);
        var messages = await server.Get("/_aws/sqs/messages");
        Assert.Equal(403, messages.Status);
        Assert.Equal(200, (await server.Get("/_localstack/health")).Status);
    }

    [Theory]
    [InlineData("eu-west-1", "SignatureDoesNotMatch")]
    [InlineData("us-east-1", "InvalidClientTokenId")]
    public async Task A_path_leads_to_no_region_but_the_one_that_was_signed_for(string region, string code)
    {
        await using var server = await Running.Start(
            settings => settings with { Listen = [new(IPAddress.Any, 4566)] }, new ManualClock(),
            IPAddress.Parse("192.0.2.7"));
        var answer = await server.Send(
            $"POST /queue/{region}/000000000000/q HTTP/1.1\nHost: localhost:4566\n"
            + "Content-Type: application/x-www-form-urlencoded\n" + Running.Key("test", "sqs"),
            "Action=GetQueueAttributes&Version=2012-11-05"u8.ToArray());
        var found = answer.Xml.Descendants().Single(element => element.Name.LocalName == "Code").Value;
        Assert.Equal((403, code), (answer.Status, found));
    }

    [Fact]
    public async Task Told_to_trust_unknown_keys_it_does_so_at_any_address()
    {
        await using var server = await Running.Start(
            settings => settings with { Listen = [new(IPAddress.Any, 4566)], TrustUnknownKeys = true },
            client: IPAddress.Parse("192.0.2.7"));
        Assert.Equal(200, (await server.Form("Action=GetCallerIdentity&Version=2011-06-15")).Status);
    }

    [Theory]
    [InlineData("AmazonSQS.Levitate", "sqs", 400, "UnknownOperationException")]
    [InlineData("DynamoDB_20120810.ListTables", "dynamodb", 501, "NotImplemented")]
    [InlineData("Nonesuch.Do", "nonesuch", 501, "NotImplemented")]
    public async Task What_is_not_there_is_named(string target, string service, int status, string code)
    {
        await using var server = await Running.Start();
        var answer = await server.Json(target, "{}", Running.Key("test", service));
        Assert.Equal(status, answer.Status);
        Assert.Equal(code, Code(answer));
        Assert.Contains(target.Split('.')[1], answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"QueueName":""")]
    [InlineData("""{"QueueName":7}""")]
    [InlineData("[]")]
    public async Task Input_that_is_no_input_is_refused(string body)
    {
        await using var server = await Running.Start();
        var answer = await server.Json("AmazonSQS.CreateQueue", body);
        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
        Assert.Empty((await server.Json("AmazonSQS.ListQueues", "{}")).Json["QueueUrls"]?.AsArray() ?? []);
    }

    [Fact]
    public async Task A_member_that_must_be_there_is_asked_for()
    {
        await using var server = await Running.Start();
        var answer = await server.Json("AmazonSQS.CreateQueue", "{}");
        Assert.Equal(400, answer.Status);
        Assert.Contains("queueName", answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("..%2f..%2fx")]
    [InlineData("moon")]
    [InlineData("US-EAST-1")]
    [InlineData("..")]
    public async Task Only_a_name_of_a_region_opens_one(string region)
    {
        await using var server = await Running.Start();
        var answer = await server.Json("AmazonSQS.ListQueues", "{}", Running.Key("test", "sqs", region));
        Assert.Equal(403, answer.Status);
        Assert.Empty(server.Cloud.Regions);
    }

    [Fact]
    public async Task Regions_share_nothing()
    {
        await using var server = await Running.Start();
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""", Running.Key("test", "sqs", "eu-west-1"));
        var elsewhere = await server.Json("AmazonSQS.GetQueueUrl", """{"QueueName":"q"}""");
        Assert.Equal(400, elsewhere.Status);
        Assert.Equal(["eu-west-1", "us-east-1"], server.Cloud.Regions);
    }

    [Fact]
    public async Task A_long_poll_is_answered_when_the_server_stops()
    {
        var server = await Running.Start();
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        var poll = server.Json(
            "AmazonSQS.ReceiveMessage",
            """{"QueueUrl":"http://localhost:4566/000000000000/q","WaitTimeSeconds":20}""");
        // The second call is answered after the first has come in: both go the same way.
        await server.Json("AmazonSQS.GetQueueUrl", """{"QueueName":"q"}""");
        await server.DisposeAsync();
        Assert.Equal(200, (await poll).Status);
    }

    [Fact]
    public async Task A_path_that_names_no_service_gets_a_friendly_answer()
    {
        await using var server = await Running.Start();
        var answer = await server.Get("/");
        Assert.Equal(404, answer.Status);
        Assert.Contains("AWS_ENDPOINT_URL=http://localhost:4566", answer.Text, StringComparison.Ordinal);
    }

    private static string Code(Answer answer) => ((string)answer.Json["__type"]!).Split('#')[^1];
}
