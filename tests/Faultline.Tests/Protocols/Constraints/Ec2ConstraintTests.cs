using Faultline.Api.Ec2;
using Faultline.Wire;
using Faultline.Wire.Constraints;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Constraints;

/// <summary>EC2 speaks of one thing at a time, in codes of its own.</summary>
public sealed class Ec2ConstraintTests
{
    private static readonly string[] names = [.. Ec2Model.Service.Operations.Select(operation => operation.Name)];

    [Fact]
    public void The_first_member_that_is_lacking_is_named_by_each_operation()
    {
        var lacking = 0;
        foreach (var name in names)
        {
            var operation = Operation(name);
            var input = operation.NewInput();
            var first = input.Shape.Members.ToArray().FirstOrDefault(member => member.Required)?.Name;
            var error = InputConstraints.Check(operation, input, Protocol.Ec2);
            Assert.Equal(
                first is null
                    ? null
                    : $"400 MissingParameter: The request must contain the parameter {Camel(first)}",
                Words(error));
            lacking += first is null ? 0 : 1;
        }

        Assert.InRange(lacking, 50, names.Length - 10);
    }

    [Fact]
    public void A_value_that_cannot_be_is_told_with_its_parameter()
    {
        var request = new RunInstancesRequest
        {
            MinCount = 1,
            MaxCount = 1,
            InstanceInitiatedShutdownBehavior = "explode",
            Placement = new() { Tenancy = "squat" },
        };
        Assert.Equal(
            "400 InvalidParameterValue: Value (squat) for parameter placement.tenancy is invalid.",
            Check("RunInstances", request));
        request.Placement.Tenancy = "dedicated";
        Assert.Equal(
            "400 InvalidParameterValue: Value (explode) for parameter instanceInitiatedShutdownBehavior is invalid.",
            Check("RunInstances", request));
        request.InstanceInitiatedShutdownBehavior = "stop";
        Assert.Null(Check("RunInstances", request));
    }

    [Fact]
    public void What_is_lacking_further_in_is_named_by_its_way()
    {
        var request = new ModifyInstanceCreditSpecificationRequest
        {
            InstanceCreditSpecifications =
                [new() { InstanceId = "i-1", CpuCredits = "standard" }, new() { CpuCredits = "standard" }],
        };
        Assert.Equal(
            "400 MissingParameter: The request must contain the parameter "
            + "instanceCreditSpecifications.2.member.instanceId",
            Check("ModifyInstanceCreditSpecification", request));
    }

    private static Operation Operation(string name) =>
        Ec2Model.Service.Operations.Single(operation => operation.Name == name);

    private static string? Check(string name, IStructure input) =>
        Words(InputConstraints.Check(Operation(name), input, Protocol.Ec2));

    private static string? Words(AwsError? error) =>
        error is null ? null : $"{error.Status} {error.Code}: {error.Message}";

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
