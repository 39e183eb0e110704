using Faultline.Whole.Postgres;

namespace Faultline.Whole.Rds;

/// <summary>A stack with a database, through the AWS CLI.</summary>
public sealed class StackTests
{
    private const string Template = """
        Parameters:
          Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
          Class: {Type: String, Default: db.t3.micro}
        Resources:
          Subnet:
            Type: AWS::RDS::DBSubnetGroup
            Properties: {DBSubnetGroupDescription: both, SubnetIds: !Ref Subnets}
          Parameters:
            Type: AWS::RDS::DBParameterGroup
            Properties: {Family: postgres15, Description: own, Parameters: {work_mem: '8192'}}
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: !Ref Class
              AllocatedStorage: '20'
              DBName: shop
              MasterUsername: app
              MasterUserPassword: correct-horse
              DBSubnetGroupName: !Ref Subnet
              DBParameterGroupName: !Ref Parameters
        Outputs:
          Host: {Value: !GetAtt Database.Endpoint.Address}
          Port: {Value: !GetAtt Database.Endpoint.Port}
        """;

    [PostgresFact("aws", "psql")]
    public async Task A_stack_has_a_database_and_leaves_a_snapshot()
    {
        await using var server = await Server.Start("--timing", "fast");
        async Task<string> Aws(params string[] arguments) => (await Tool.Run(
            "aws", ["--endpoint-url", server.Url, .. arguments, "--output", "text"], server.Environment))
            .MustSucceed().Output.Trim();

        var subnets = (await Aws("ec2", "describe-subnets", "--query", "Subnets[].SubnetId")).Split('\t')[..2];
        var asked = $"ParameterKey=Subnets,ParameterValue={string.Join("\\,", subnets)}";
        await Aws("cloudformation", "create-stack", "--stack-name", "s", "--template-body", Template,
            "--parameters", asked);
        await Settled("CREATE_COMPLETE");
        var (host, port) = (await Output("Host"), await Output("Port"));
        Assert.Equal("8MB", (await Tool.Run(
            "psql",
            [$"postgresql://app:correct-horse@{host}:{port}/shop?sslmode=require", "-Atc", "show work_mem"]))
            .MustSucceed().Output.Trim());

        await Aws("cloudformation", "update-stack", "--stack-name", "s", "--use-previous-template",
            "--parameters", asked, "ParameterKey=Class,ParameterValue=db.t3.small");
        await Settled("UPDATE_COMPLETE");
        Assert.Equal("db.t3.small", await Aws(
            "rds", "describe-db-instances", "--query", "DBInstances[].DBInstanceClass"));

        await Aws("cloudformation", "delete-stack", "--stack-name", "s");
        await Database.Until("the stack is gone", async () => await Aws(
            "cloudformation", "list-stacks", "--query", "StackSummaries[0].StackStatus") == "DELETE_COMPLETE");
        Assert.Equal("available", await Aws("rds", "describe-db-snapshots", "--query", "DBSnapshots[].Status"));

        Task Settled(string status) => Database.Until(status, async () =>
        {
            var now = await Aws(
                "cloudformation", "describe-stacks", "--stack-name", "s", "--query", "Stacks[0].StackStatus");
            if (now.Contains("ROLLBACK", StringComparison.Ordinal))
            {
                Assert.Fail(await Aws(
                    "cloudformation", "describe-stack-events", "--stack-name", "s", "--query",
                    "StackEvents[?contains(ResourceStatus,'FAILED')].ResourceStatusReason"));
            }

            return now == status;
        });

        Task<string> Output(string name) => Aws(
            "cloudformation", "describe-stacks", "--stack-name", "s", "--query",
            $"Stacks[0].Outputs[?OutputKey=='{name}'].OutputValue");
    }
}
