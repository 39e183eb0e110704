using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Tests.Drills.Plans;

/// <summary>What a drill file becomes, and what is said of one that is none.</summary>
public sealed class DrillFileTests
{
    internal const string Whole = """
        name: lose-a-zone
        says: The shop goes on.
        region: eu-west-1
        account: '123456789012'
        stacks:
          network: { template: network.yaml, region: eu-west-1 }
          shop:
            template: sub/shop.yaml
            parameters:
              Vpc: ${network.Vpc}
              Count: 3
        workload:
          orders:
            http: POST ${shop.Url}/orders
            body: '{"id": "${key}"}'
            content-type: application/json
            zone-header: X-Where
            read-back: ${shop.Url}/orders
            rate: 50
            clients: 20
            timeout: 1500ms
            retries: 2
            steps:
              - { at: 5s, rate: 100 }
          pages: { http: "${shop.Url}/" }
          rows:
            postgres-writes: { host: "${shop.Db}", port: 6432, database: shop, user: boss, password: 123 }
          reads:
            postgres-reads: { host: "${shop.Replica}", user: boss }
          sends: { queue-sends: "${shop.Queue}" }
          receives: { queue-receives: "${shop.Queue}", dead-letters: "${shop.Dead}" }
        steady: { success: 99.5%, p99: 500ms, for: 5s, within: 1m }
        faults:
          - at: 0s
            says: A zone goes dark
            fault: zone-power
            zone: b
            share: 50%
            for: 1m
          - at: 10s
            scenario: az-power-interruption
            with: { zone: "${zone.a.name}", duration: PT5M }
          - at: 20s
            fis:
              actions: { one: { actionId: "aws:fis:wait", parameters: { duration: PT1M } } }
          - at: 25s
            fis: experiment.json
          - at: 30s
            call: rds:RebootDBInstance
            input: { DBInstanceIdentifier: "${shop.DbId}", ForceFailover: true }
            region: us-west-2
            recovers: true
            step: database-dies/failover/Db
            then:
              call: rds:DescribeDBInstances
              input: { MaxRecords: 20 }
              path: DBInstances[0].DBInstanceStatus
              is: available
              within: 30s
          - at: 40s
            sql: delete from orders
            database: { host: "${shop.Db}", user: boss }
        objectives:
          rto: 1m
          rpo: 0s
          lost-writes: 0
          availability: 0.95
          p99: 1s
          probes:
            orders: { rto: 30s }
        before: 3s
        recover: 4m
        after: 6s
        afterwards: keep
        """;

    [Fact]
    public void Every_key_becomes_what_it_says()
    {
        var plan = Read(Whole);
        Assert.Equal(("lose-a-zone", "The shop goes on.", "eu-west-1"), (plan.Name, plan.Says, plan.Region));
        Assert.Equal("123456789012", plan.Account);
        Assert.Equal(["network", "shop"], plan.Stacks.Select(stack => stack.Name));
        Assert.Equal("drills/sub/shop.yaml", plan.Stacks[1].TemplateBody);
        Assert.Equal("3", plan.Stacks[1].Parameters["Count"]);
        var orders = Assert.IsType<HttpPlan>(plan.Probes[0]);
        Assert.Equal(("POST", "${shop.Url}/orders", "X-Where"), (orders.Method, orders.Url, orders.ZoneHeader));
        Assert.Equal((50, 20, 2), (orders.Rate, orders.Clients, orders.Retries));
        Assert.Equal(TimeSpan.FromSeconds(1.5), orders.Timeout);
        Assert.Equal([new RateStep(TimeSpan.FromSeconds(5), 100)], orders.Steps);
        Assert.Equal("GET", Assert.IsType<HttpPlan>(plan.Probes[1]).Method);
        Assert.Equal(
            new DatabasePlan("${shop.Db}", "6432", "shop", "boss", "123"),
            Assert.IsType<PostgresWriterPlan>(plan.Probes[2]).Database);
        var reads = Assert.IsType<PostgresReaderPlan>(plan.Probes[3]);
        Assert.Equal(("rows", "5432", "postgres"), (reads.Writer, reads.Database.Port, reads.Database.Database));
        Assert.Equal("${shop.Dead}", Assert.IsType<QueueConsumerPlan>(plan.Probes[5]).DeadLetters);
        Assert.Equal(0.995, plan.Steady.Success);
        Assert.Equal(TimeSpan.FromMinutes(1), plan.Steady.Within);
        Assert.Equal(TimeSpan.FromSeconds(30), plan.Objectives.OfProbes["orders"].Rto);
        Assert.Equal(0.95, plan.Objectives.Availability);
        Assert.Equal(TimeSpan.FromMinutes(4), plan.RecoverMax);
        Assert.False(plan.Deletes);
    }

    [Fact]
    public void Every_strike_becomes_what_it_says()
    {
        var strikes = Read(Whole).Strikes;
        var fault = Assert.IsType<FaultStrike>(strikes[0]);
        Assert.Equal(("zone-power", "A zone goes dark"), (fault.Kind, fault.Says));
        Assert.Equal(("${zone.b}", "0.5"), (fault.Given["zone"], fault.Given["share"]));
        Assert.Equal(TimeSpan.FromMinutes(1), fault.For);
        var scenario = Assert.IsType<ScenarioStrike>(strikes[1]);
        Assert.Equal(("az-power-interruption", "${zone.a.name}"), (scenario.Scenario, scenario.Parameters["zone"]));
        Assert.Equal(
            """{"actions":{"one":{"actionId":"aws:fis:wait","parameters":{"duration":"PT1M"}}}}""",
            Assert.IsType<ExperimentStrike>(strikes[2]).Template);
        Assert.Equal("""{"is": "drills/experiment.json"}""", Assert.IsType<ExperimentStrike>(strikes[3]).Template);
        var call = Assert.IsType<CallStrike>(strikes[4]);
        Assert.Equal(
            """{"DBInstanceIdentifier":"${shop.DbId}","ForceFailover":true}""", call.Input);
        Assert.True(call.IsRecovery);
        Assert.Equal("database-dies/failover/Db", call.Step);
        Assert.Equal(("rds", "RebootDBInstance", "us-west-2"), (call.Service, call.Operation, call.Region));
        Assert.Equal(("""{"MaxRecords":20}""", "available"), (call.Then!.Input, call.Then.Value));
        Assert.Equal("delete from orders", Assert.IsType<SqlStrike>(strikes[5]).Sql);
    }

    [Theory]
    [InlineData("name: a b", "drill.yaml:1: a drill's name has letters, digits and dashes")]
    [InlineData("nmae: x", "drill.yaml:1: 'nmae' is unknown in a drill. Did you mean name?")]
    [InlineData("region: eu-west-9", "there is no region 'eu-west-9'. Did you mean eu-west-1")]
    [InlineData("account: 12", "an account is twelve digits; not '12'.")]
    [InlineData("afterwards: remove", "afterwards in a drill is one of delete, keep; not 'remove'.")]
    [InlineData("before: soon", "before in a drill is a span of time")]
    [InlineData("before: 2d", "below a day")]
    [InlineData("steady: {success: 101%}", "success in steady is a share, as 99% or 0.99; not '101%'.")]
    [InlineData("steady: {for: 0s}", "for in steady is a span of time longer than no time")]
    [InlineData("steady: 99%", "steady is a mapping with success, p99, for, within.")]
    [InlineData("stacks: {shop: {template: missing.yaml}}", "drill.yaml:1: the template cannot be read:")]
    [InlineData("stacks: {shop: {}}", "the stack shop needs template, as `template: shop.yaml`.")]
    [InlineData("stacks: {1shop: {template: a}}", "a stack's name begins with a letter")]
    [InlineData("workload: {a: {htp: GET http://x/}}", "the probe a does one thing")]
    [InlineData("workload: {a: {htp: GET http://x/}}", "Did you mean http?")]
    [InlineData("workload: {a: {http: FETCH http://x/}}", "not 'FETCH http://x/'.")]
    [InlineData("workload: {a: {http: https://x/}}", "the address of a begins with http://")]
    [InlineData("workload: {a: {http: http://x/, rate: 0}}", "rate in the probe a is a number above 0")]
    [InlineData("workload: {a: {http: http://x/, clients: 0}}", "clients in the probe a is a whole number from 1")]
    [InlineData("workload: {a: {http: http://x/, of: b}}", "'of' is unknown in the probe a.")]
    [InlineData("workload: {a: {postgres-writes: {host: h}}}", "postgres-writes needs user, as `user: shop`.")]
    [InlineData("workload: {a: {postgres-reads: {host: h, user: u}}}", "say which with `of:`.")]
    [InlineData("workload: {a: {postgres-reads: {host: h, user: u}, of: b}}", "no probe with postgres-writes")]
    [InlineData("workload: {a: {queue-sends: }}", "queue-sends says what it is aimed at")]
    [InlineData("faults: [{at: 0s, fault: zone-pwr, zone: a}]", "no fault 'zone-pwr'. Did you mean zone-power?")]
    [InlineData("faults: [{at: 0s, fault: zone-power}]", "zone-power needs zone")]
    [InlineData("faults: [{at: 0s, fault: zone-power, zne: a}]", "'zne' is unknown in zone-power. Did you mean zone?")]
    [InlineData("faults: [{fault: zone-power, zone: a}]", "zone-power needs at, as `at: 0s`.")]
    [InlineData("faults: [{at: 0s, faults: x}]", "has one of fault, scenario, fis, call, sql. Did you mean fault?")]
    [InlineData("faults: [{at: 5s, fault: zone-power, zone: a}]", "the first fault comes at 0s")]
    [InlineData("faults: {at: 0s}", "faults is a list.")]
    [InlineData("faults: [{at: 0s, call: rds}]", "a call is SERVICE:OPERATION, as rds:RebootDBInstance; not 'rds'.")]
    [InlineData("faults: [{at: 0s, call: rsd:X}]", "there is no service 'rsd' here. Did you mean")]
    [InlineData("faults: [{at: 0s, call: rds:RebootDB}]", "rds has no RebootDB here.")]
    [InlineData("faults: [{at: 0s, call: rds:RebootDBInstance, input: {Name: x}}]", "has no member 'Name'.")]
    [InlineData("faults: [{at: 0s, call: rds:RebootDBInstance, input: {ForceFailover: no}}]", "is a boolean; not 'no'")]
    [InlineData("faults: [{at: 0s, call: sqs:ListQueues, step: a/b}]", "say recovers: true.")]
    [InlineData("faults: [{at: 0s, sql: drop table x}]", "sql needs a database")]
    [InlineData("faults: [{at: 0s, fis: missing.json}]", "the experiment template cannot be read:")]
    [InlineData("objectives: {probes: {pages: {rto: 1s}}}", "the workload has no probe 'pages'.")]
    [InlineData("objectives: {lost-writes: some}", "lost-writes in objectives is a whole number")]
    [InlineData("says: ${shop.Url}", "${shop.Url} is neither the output of a stack of this drill")]
    [InlineData("says: ${zone.g}", "${zone.g} is no zone")]
    [InlineData("says: ${key}", "${key} is the number of an attempt: it may stand in the body of a probe only.")]
    [InlineData("says: a: b", "this is no YAML:")]
    [InlineData("says: a: b", "wants quotes")]
    [InlineData("says: &a x\nname: *a", "drill.yaml:2: *a: a drill says everything where it stands, without aliases.")]
    [InlineData("--- 1\n--- 2", "a drill is one document; not 2.")]
    [InlineData("- 1", "a drill is a mapping with name, says")]
    public void What_is_wrong_is_said_with_its_line(string text, string says) => IsRefused(text, says);

    [Theory]
    [InlineData("workload: {}", "a drill needs a workload: without load nothing can be seen to fail.")]
    [InlineData("faults: []", "a drill needs faults: what is to happen, and when.")]
    [InlineData("workload: {a: {http: http://x/}}\nobjectives: {rpo: 1s}", ":2: rpo is judged of what writes")]
    [InlineData(
        "workload: {a: {http: http://x/}}\nobjectives: {probes: {a: {lost-writes: 0}}}", "lost-writes is judged of")]
    [InlineData("stacks: {zone: {template: a}}", "no stack is called 'zone': ${zone.x} is something of the drill")]
    [InlineData("workload: {a: {http: 'http://[x/'}}", "'http://[x/', of a, is no address of http.")]
    [InlineData("workload: {a: {http: http://x/, read-back: 'http://x y:z/'}}", "'http://x y:z/', of a, is no address")]
    [InlineData("stacks: {shop: {template: \"a\\0b\"}}", "the template cannot be read:")]
    [InlineData("faults: [{at: 0s, fis: \"a\\0b\"}]", "the experiment template cannot be read:")]
    [InlineData("faults: [{at: 0s, fis: other.json}]", "the experiment template is no JSON:")]
    [InlineData(
        "faults: [{at: 0s, !!str fault: zone-power, zone: a, share: 2}]",
        "zone-power: share is a share from 0")]
    [InlineData("faults: [{at: 0s, fault: api-error, status: 9}]", "api-error: status is a number from 400 to 599")]
    [InlineData("faults: [{at: 0s, fault: api-error, service: sqss}]", "api-error: service")]
    [InlineData(
        "faults: [{at: 0s, scenario: az-power}]",
        "there is no scenario 'az-power'. `faultline scenario list` lists them.")]
    [InlineData("faults: [{at: 0s, scenario: eks-pod-delete}]", "cannot be played here: it needs EKS")]
    [InlineData("faults: [{at: 0s, call: sqs:ListQueues, region: eu-west-9}]", "there is no region 'eu-west-9'.")]
    [InlineData("faults: [{at: 0s, call: rds:RebootDBInstance}]", "needs DBInstanceIdentifier.")]
    [InlineData("faults: [{at: 0s, call: rds:RebootDBInstance, input: {}}]", "needs DBInstanceIdentifier.")]
    [InlineData("faults: [{at: 0s, call: sqs:ListQueues, input: {MaxResults: 1.5}}]", "is a integer; not '1.5'")]
    [InlineData(
        "faults: [{at: 0s, call: cloudwatch:SetAlarmState, input: {StateValue: OK}}]", "needs AlarmName.")]
    [InlineData(
        "faults: [{at: 0s, call: sqs:ListQueues, then: {call: sqs:ListQueues, path: 'QueueUrl[0]', is: a}}]",
        "the path QueueUrl[0] leads nowhere: ListQueuesResult has no member 'QueueUrl'. Did you mean QueueUrls?")]
    [InlineData("faults: [{at: 0s, fis: }]", "the experiment template")]
    public void What_would_be_found_only_while_it_is_played_is_said_before(string text, string says) =>
        IsRefused(text, says);

    private static void IsRefused(string text, string says)
    {
        var refused = Assert.Throws<DrillRefused>(() => Read(text));
        Assert.Contains(refused.Problems, problem => problem.Contains(says, StringComparison.Ordinal));
        Assert.All(
            refused.Problems, problem => Assert.StartsWith("drills/drill.yaml:", problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q:\n    Type: !Sub 'AWS::SQS::${X}'\n")]
    [InlineData("""{"Description": "A queue", "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}""")]
    public void A_template_is_told_to_be_one_and_how_a_drill_names_it(string text)
    {
        var refused = Assert.Throws<DrillRefused>(() => Read(text));
        var problem = Assert.Single(refused.Problems);
        Assert.StartsWith("drills/drill.yaml:1: this is a CloudFormation template", problem, StringComparison.Ordinal);
        Assert.Contains("`stacks: { shop: { template: drill.yaml } }`", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_from_the_top_to_the_end()
    {
        var refused = Assert.Throws<DrillRefused>(() => Read("""
            name: x
            workload:
              a: { http: http://x/, rate: -1 }
            faults:
              - { at: never, fault: zone-power, zone: a }
            objectives: { rte: 1s }
            """));
        Assert.Equal(
            ["drills/drill.yaml:3:", "drills/drill.yaml:5:", "drills/drill.yaml:6:"],
            refused.Problems.Select(problem => problem[..(problem.IndexOf(' ') > 0 ? problem.IndexOf(' ') : 0)]));
    }

    [Fact]
    public void A_drill_needs_a_name_a_workload_and_faults()
    {
        var refused = Assert.Throws<DrillRefused>(() => Read("says: nothing"));
        Assert.Equal(3, refused.Problems.Count);
    }

    [Fact]
    public void A_stack_may_only_need_those_before_it()
    {
        var refused = Assert.Throws<DrillRefused>(() => Read(
            Whole.Replace("region: eu-west-1 }", "parameters: { A: \"${shop.Url}\" } }", StringComparison.Ordinal)));
        Assert.Contains("put the other stack before it", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_nested_endlessly_or_too_long_is_refused()
    {
        Assert.Throws<DrillRefused>(() => Read(new string('[', 10_000)));
        Assert.Throws<DrillRefused>(() => Read("says: " + new string('x', 2 << 20)));
    }

    internal static DrillPlan Read(string text) => DrillFile.Parse(
        "drills/drill.yaml",
        text,
        path => path.Contains("missing", StringComparison.Ordinal)
            ? throw new FileNotFoundException("no such file")
            : path.Contains('\0') ? throw new ArgumentException("Null character in path.")
            : path.EndsWith("experiment.json", StringComparison.Ordinal) ? $$"""{"is": "{{path.Replace('\\', '/')}}"}"""
            : path.Replace('\\', '/'));
}
