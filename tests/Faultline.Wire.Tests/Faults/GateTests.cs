using System.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Faults;

/// <summary>What callers of the AWS API see of faults at the gate.</summary>
public sealed class GateTests
{
    private const string Send = "AmazonSQS.SendMessage";
    private const string Message = """{"QueueUrl":"q","MessageBody":"hello"}""";

    [Fact]
    public async Task A_call_is_answered_with_the_error_of_a_fault_until_it_is_cleared()
    {
        await using var server = await WithQueue();
        var fault = await Begin(
            server, """{"kind":"api-error","service":"sqs","operation":"SendMessage","error":"Oops"}""");
        var refused = await server.Json(Send, Message);
        Assert.Equal((400, "Oops"), (refused.Status, Code(refused)));
        Assert.Equal(200, (await server.Json("AmazonSQS.ListQueues", "{}")).Status);

        await Clear(server, (string)fault["id"]!);
        Assert.Equal(200, (await server.Json(Send, Message)).Status);
    }

    [Fact]
    public async Task An_error_that_the_model_has_comes_in_the_models_form()
    {
        await using var server = await WithQueue();
        await Begin(server, """{"kind":"api-error","service":"sqs","error":"QueueDoesNotExist"}""");
        var query = await server.Form("Action=ListQueues&Version=2012-11-05", "sqs");
        Assert.Contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>", query.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api-error", 503, "ServiceUnavailableException")]
    [InlineData("api-throttle", 400, "ThrottlingException")]
    public async Task Where_no_code_is_named_the_service_answers_in_its_own_form(string kind, int status, string code)
    {
        await using var server = await WithQueue();
        await Begin(server, $$"""{"kind":"{{kind}}","service":"sqs"}""");
        var refused = await server.Json(Send, Message);
        Assert.Equal((status, code), (refused.Status, Code(refused)));
    }

    [Fact]
    public async Task So_many_calls_a_second_pass_a_throttle()
    {
        var clock = new ManualClock();
        await using var server = await WithQueue(clock);
        await Begin(server, """{"kind":"api-throttle","service":"sqs","rate":2}""");
        Assert.Equal([200, 200, 400], await Statuses(server, 3));
        clock.Go(TimeSpan.FromSeconds(0.5));
        Assert.Equal([200, 400], await Statuses(server, 2));
    }

    [Fact]
    public async Task A_throttle_does_not_begin_anew_with_each_change_of_the_board()
    {
        await using var server = await WithQueue(new());
        await Begin(server, """{"kind":"api-throttle","service":"sqs","rate":2}""");
        Assert.Equal([200, 200], await Statuses(server, 2));
        await Begin(server, """{"kind":"api-throttle","service":"ec2"}""");
        Assert.Equal([400], await Statuses(server, 1));
    }

    [Fact]
    public async Task A_share_of_the_calls_is_struck()
    {
        await using var server = await WithQueue();
        await Begin(server, """{"kind":"api-error","service":"sqs","share":0.3}""");
        var struck = (await Statuses(server, 300)).Count(status => status == 503);
        Assert.InRange(struck, 50, 140);
    }

    [Fact]
    public async Task A_call_waits_for_as_long_as_a_fault_says()
    {
        var clock = new ManualClock();
        await using var server = await WithQueue(clock);
        await Begin(server, """{"kind":"api-latency","service":"sqs","latency":"5s"}""");
        var waits = clock.AlarmIn(TimeSpan.FromSeconds(5));
        var sent = server.Json(Send, Message);
        await waits.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(sent.IsCompleted);
        clock.Go(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await sent).Status);
    }

    [Fact]
    public async Task Only_calls_that_mention_the_resource_are_struck()
    {
        await using var server = await WithQueue();
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"other"}""");
        await Begin(
            server, """{"kind":"api-error","service":"sqs","resource":"arn:aws:sqs:us-east-1:000000000000:q"}""");
        Assert.Equal(503, (await server.Json(Send, Message)).Status);
        Assert.Equal(200, (await server.Json(Send, """{"QueueUrl":"other","MessageBody":"hello"}""")).Status);
    }

    [Fact]
    public async Task Only_the_account_and_the_region_that_are_named_are_struck()
    {
        await using var server = await WithQueue();
        await Begin(server, """{"kind":"api-error","account":"111111111111","region":"eu-west-1"}""");
        async Task<int> List(string key, string region) =>
            (await server.Json("AmazonSQS.ListQueues", "{}", Running.Key(key, "sqs", region))).Status;
        Assert.Equal(503, await List("111111111111", "eu-west-1"));
        Assert.Equal(200, await List("222222222222", "eu-west-1"));
        Assert.Equal(200, await List("111111111111", "us-east-1"));
    }

    [Fact]
    public async Task A_frozen_control_plane_lets_messages_pass()
    {
        await using var server = await WithQueue();
        await Begin(server, """{"kind":"control-plane-frozen","region":"us-east-1"}""");
        Assert.Equal(503, (await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"more"}""")).Status);
        Assert.Equal(200, (await server.Json("AmazonSQS.ListQueues", "{}")).Status);
        Assert.Equal(200, (await server.Json(Send, Message)).Status);
    }

    [Fact]
    public async Task A_region_that_is_gone_closes_connections_and_answers_nobody()
    {
        await using var server = await WithQueue();
        await Begin(server, """{"kind":"region-gone","region":"us-east-1"}""");
        await using var line = server.Connect();
        await line.WriteAsync(Call(Running.Key("test", "sqs")));
        Assert.Null(await Answer.Read(line));
        Assert.Equal(200, (await server.Json(
            "AmazonSQS.ListQueues", "{}", Running.Key("test", "sqs", "eu-west-1"))).Status);
    }

    [Fact]
    public async Task When_a_name_is_gone_only_open_connections_go_on()
    {
        await using var server = await WithQueue();
        await using var open = server.Connect();
        await using var line = server.Connect();
        await Ask(open, 200);
        await Begin(server, """{"kind":"dns-gone","service":"sqs"}""");
        await Ask(open, 200);
        await line.WriteAsync(Call(Running.Key("test", "sqs")));
        Assert.Null(await Answer.Read(line));

        static async Task Ask(Stream line, int status)
        {
            await line.WriteAsync(Call(Running.Key("test", "sqs")));
            Assert.Equal(status, (await Answer.Read(line))!.Status);
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_fault_is_said_at_once()
    {
        await using var server = await Running.Start();
        var answer = await Post(server, """
            {"kind":"api-error","service":"sqz","region":"eu-wst-1","share":1.5,"status":42,"for":"-1s","colour":"red"}
            """);
        Assert.Equal(400, answer.Status);
        var errors = answer.Json["errors"]!.AsArray().Select(error => (string)error!).ToList();
        Assert.Equal(6, errors.Count);
        Assert.Contains(errors, error => error.Contains("Did you mean sqs", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("eu-west-1", StringComparison.Ordinal));
        Assert.Empty((await server.Get("/_faultline/faults")).Json["faults"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"kind":"link-cut","from":"use1-az1","to":"use1-az1"}""", "to itself")]
    [InlineData("""{"kind":"zone-power","zone":"use1-az9"}""", "Did you mean use1-az")]
    [InlineData("""{"kind":"zone-powr","zone":"use1-az1"}""", "Did you mean zone-power")]
    [InlineData("""{"kind":"zone-power"}""", "needs 'zone'")]
    [InlineData("""{"kind":"api-error","service":"sqs","operation":"SendMesage"}""", "Did you mean SendMessage")]
    [InlineData("""{"kind":"zone-power","zone":"use1-az1","for":"soon"}""", "'soon'")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "no JSON")]
    public async Task A_fault_that_makes_no_sense_is_refused_with_what_may_have_been_meant(string fault, string says)
    {
        await using var server = await Running.Start();
        var answer = await Post(server, fault);
        Assert.Equal(400, answer.Status);
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
        Assert.Empty((await server.Get("/_faultline/faults")).Json["faults"]!.AsArray());
    }

    [Fact]
    public async Task A_fault_that_would_hit_nothing_is_refused_unless_it_is_allowed()
    {
        await using var server = await Running.Start();
        const string Nothing = "\"kind\":\"api-error\",\"service\":\"dynamodb\"";
        var refused = await Post(server, $"{{{Nothing}}}");
        Assert.Equal(409, refused.Status);
        Assert.Contains("allow-empty", refused.Text, StringComparison.Ordinal);
        Assert.Equal(201, (await Post(server, $"{{{Nothing},\"allowEmpty\":true}}")).Status);
    }

    [Fact]
    public async Task A_dry_run_names_what_would_be_hit_and_does_nothing()
    {
        await using var server = await WithQueue();
        var answer = await Post(server, """{"kind":"region-gone","region":"us-east-1","dryRun":true}""");
        var hits = answer.Json["hits"]!.AsArray().Select(hit => (string)hit!["name"]!).ToList();
        Assert.Contains("use1-az6-h1", hits);
        Assert.Contains("arn:aws:sqs:us-east-1:000000000000:q", hits);
        Assert.Equal(200, (await server.Json(Send, Message)).Status);
    }

    [Fact]
    public async Task LocalStacks_rules_are_put_added_and_taken_away()
    {
        await using var server = await WithQueue();
        const string Rule =
            """{"service":"sqs","operation":"SendMessage","error":{"statusCode":418,"code":"Teapot"}}""";
        await Chaos(server, "POST", $"[{Rule}]");
        var refused = await server.Json(Send, Message);
        Assert.Equal((418, "Teapot"), (refused.Status, Code(refused)));
        Assert.Equal(2, (await Chaos(server, "PATCH", """[{"service":"sts"}]""")).AsArray().Count);
        Assert.Single((await Chaos(server, "DELETE", $"[{Rule}]")).AsArray());
        Assert.Equal(200, (await server.Json(Send, Message)).Status);
        Assert.Equal(503, (await server.Form("Action=GetCallerIdentity&Version=2011-06-15")).Status);
        Assert.Empty((await Chaos(server, "POST", "[]")).AsArray());
        Assert.Equal(200, (await server.Form("Action=GetCallerIdentity&Version=2011-06-15")).Status);
    }

    [Fact]
    public async Task A_reset_ends_all_faults()
    {
        await using var server = await Running.Start();
        await Begin(server, """{"kind":"zone-power","zone":"use1-az1"}""");
        await server.Send("POST /_localstack/state/reset HTTP/1.1\nHost: localhost:4566");
        Assert.Empty((await server.Get("/_faultline/faults")).Json["faults"]!.AsArray());
    }

    [Fact]
    public async Task The_timeline_tells_begin_and_end_with_their_cause()
    {
        await using var server = await Running.Start();
        var id = (string)(await Begin(server, """{"kind":"zone-power","zone":"use1-az1"}"""))["id"]!;
        await Clear(server, id);
        var events = (await server.Get($"/_faultline/timeline?cause={id}")).Json["events"]!.AsArray();
        Assert.Equal(["fault.began", "fault.over"], events.Select(each => (string)each!["event"]!));
        Assert.All(events, each => Assert.Equal("use1-az1", (string)each!["zone"]!));
    }

    private static async Task<Running> WithQueue(ManualClock? clock = null)
    {
        var server = await Running.Start(clock: clock);
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        return server;
    }

    private static Task<Answer> Post(Running server, string fault) => server.Send(
        "POST /_faultline/faults HTTP/1.1\nHost: localhost:4566", Encoding.UTF8.GetBytes(fault));

    private static async Task<JsonNode> Begin(Running server, string fault)
    {
        var answer = await Post(server, fault);
        Assert.Equal((201, ""), (answer.Status, answer.Status == 201 ? "" : answer.Text));
        return answer.Json;
    }

    private static Task<Answer> Clear(Running server, string id) =>
        server.Send($"DELETE /_faultline/faults/{id} HTTP/1.1\nHost: localhost:4566");

    private static async Task<JsonNode> Chaos(Running server, string method, string rules)
    {
        var answer = await server.Send(
            $"{method} /_localstack/chaos/faults HTTP/1.1\nHost: localhost:4566", Encoding.UTF8.GetBytes(rules));
        return JsonNode.Parse(answer.Text)!;
    }

    private static async Task<List<int>> Statuses(Running server, int count)
    {
        var statuses = new List<int>();
        for (var i = 0; i < count; i++)
        {
            statuses.Add((await server.Json(Send, Message)).Status);
        }

        return statuses;
    }

    private static byte[] Call(string key) => Running.Request(
        "POST / HTTP/1.1\nHost: localhost:4566\nContent-Type: application/x-amz-json-1.0\n"
        + $"X-Amz-Target: AmazonSQS.ListQueues\n{key}",
        "{}"u8.ToArray());

    private static string Code(Answer answer) => ((string)answer.Json["__type"]!).Split('#')[^1];
}
